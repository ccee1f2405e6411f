package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

/** Whether anybody waits for the voice of who had a last will. */
class ContactTest {
    private static final boolean WILL = true;

    private final Contact contact = new Contact(7);

    private static Header header(long incarnation, long stamp) {
        return new Header(
                new ServerId("a"),
                7,
                incarnation,
                0,
                stamp,
                1,
                1,
                1,
                1,
                1,
                0,
                1,
                1,
                Header.Wants.OUT,
                false,
                ImmutableList.of());
    }

    @Test
    void whoseLastWillIsTheLastThatWasHeardIsGone() {
        contact.said(header(3, 100), !WILL);
        contact.said(header(4, 101), WILL);

        assertThat(contact.isGone()).isTrue();

        contact.said(header(3, 99), !WILL);
        assertThat(contact.isGone()).as("after what was long on its way").isTrue();
    }

    @Test
    void whoIsBackIsNotGoneThoughItsStartSweepIsNotOver() {
        contact.said(header(3, 100), !WILL);
        contact.said(header(4, 101), WILL);

        contact.said(header(0, 5000), !WILL);

        assertThat(contact.isGone()).isFalse();
        assertThat(contact.incarnation()).as("its last word on its lives").isEqualTo(4);
    }

    @Test
    void whoLivesOnIsNotGone() {
        contact.said(header(4, 101), WILL);

        contact.said(header(5, 102), !WILL);

        assertThat(contact.isGone()).isFalse();
    }
}
