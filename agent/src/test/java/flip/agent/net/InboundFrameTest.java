package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.net.InboundFrame.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InboundFrameTest {
    @Test
    void aFrameIsTheSameHoweverItIsCut() {
        byte[] content = new byte[300];
        new Random(1).nextBytes(content);
        ByteBuf whole = Unpooled.buffer().writeInt(content.length).writeBytes(content);

        for (int first = 0; first <= whole.readableBytes(); first++) {
            InboundFrame frame = new InboundFrame();
            Progress before = frame.take(whole.slice(0, first));
            Progress after = frame.take(whole.slice(first, whole.readableBytes() - first));

            assertThat(before)
                    .isEqualTo(
                            first < whole.readableBytes()
                                    ? Progress.INCOMPLETE
                                    : Progress.COMPLETE);
            assertThat(after).isEqualTo(Progress.COMPLETE);
            assertThat(frame.sealed()).isEqualTo(content);
        }
    }

    @Test
    void aFrameMayComeByteByByte() {
        ByteBuf whole = Unpooled.buffer().writeInt(5000).writeZero(5000);
        InboundFrame frame = new InboundFrame();

        for (int index = 0; index < whole.readableBytes() - 1; index++) {
            assertThat(frame.take(whole.slice(index, 1))).isEqualTo(Progress.INCOMPLETE);
        }

        assertThat(frame.take(whole.slice(whole.readableBytes() - 1, 1)))
                .isEqualTo(Progress.COMPLETE);
        assertThat(frame.sealed()).hasSize(5000);
    }

    @Test
    void whatFollowsAFrameIsLeftAlone() {
        ByteBuf whole = Unpooled.buffer().writeInt(50).writeZero(57);
        InboundFrame frame = new InboundFrame();

        assertThat(frame.take(whole)).isEqualTo(Progress.COMPLETE);
        assertThat(frame.sealed()).hasSize(50);
        assertThat(whole.readableBytes()).isEqualTo(7);
    }

    @Test
    void anAnnouncementAloneTakesNoMemory() {
        InboundFrame frame = new InboundFrame();

        frame.take(Unpooled.buffer().writeInt(Sealer.FRAME_LIMIT_BYTES));
        assertThat(frame.heldBytes()).isZero();

        frame.take(Unpooled.buffer().writeZero(10));
        assertThat(frame.heldBytes()).isLessThanOrEqualTo(4096);
    }

    @Test
    void lengthsThatCannotBeAreRefusedBeforeAnythingIsHeld() {
        assertThat(announce(0)).isEqualTo(Progress.TOO_SHORT);
        assertThat(announce(Sealer.OVERHEAD_BYTES - 1)).isEqualTo(Progress.TOO_SHORT);
        assertThat(announce(Sealer.OVERHEAD_BYTES)).isEqualTo(Progress.INCOMPLETE);
        assertThat(announce(Sealer.FRAME_LIMIT_BYTES)).isEqualTo(Progress.INCOMPLETE);
        assertThat(announce(Sealer.FRAME_LIMIT_BYTES + 1)).isEqualTo(Progress.TOO_LONG);
        assertThat(announce(Integer.MAX_VALUE)).isEqualTo(Progress.TOO_LONG);
        assertThat(announce(-1)).isEqualTo(Progress.TOO_LONG);
    }

    private static Progress announce(int length) {
        return new InboundFrame().take(Unpooled.buffer().writeInt(length));
    }
}
