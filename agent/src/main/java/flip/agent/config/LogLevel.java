package flip.agent.config;

/** How much the log tells. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARNING,
    ERROR,
    FATAL
}
