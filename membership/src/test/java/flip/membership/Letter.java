package flip.membership;

/** A message on its way, from one process to another. */
record Letter(String from, String to, Message message) {
    /** As it comes out of its bytes. */
    static Letter sent(String from, String to, Message message) {
        try {
            return new Letter(from, to, Wire.decode(Wire.encode(message)));
        } catch (WireException wrong) {
            throw new AssertionError("our own message cannot be read: " + message, wrong);
        }
    }

    Message.Body body() {
        return message.body();
    }

    boolean isBetween(String one, String other) {
        return (from.equals(one) && to.equals(other)) || (from.equals(other) && to.equals(one));
    }
}
