package flip.membership;

/** A message on its way, from one process to another. */
record Letter(String from, String to, Message message) {
    Message.Body body() {
        return message.body();
    }

    boolean isBetween(String one, String other) {
        return (from.equals(one) && to.equals(other)) || (from.equals(other) && to.equals(one));
    }
}
