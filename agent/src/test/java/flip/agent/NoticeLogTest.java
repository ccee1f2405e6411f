package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Notice;
import flip.membership.ServerId;
import org.junit.jupiter.api.Test;

class NoticeLogTest {
    @Test
    void twoFilesOfOneVersionAreToldWithTheKeysThatDifferAndBothServers() {
        Notice notice =
                new Notice.Differs(
                        new ServerId("flip"),
                        new ServerId("flip2"),
                        3,
                        "{\"quorum\":2,\"version\":3}",
                        "{\"quorum\":1,\"version\":3}");

        assertThat(NoticeLog.sentence(notice))
                .isEqualTo(
                        "version 3 of the configuration differs between flip (here) and flip2 in quorum:"
                                + " make them equal, or give the newer one a higher version");
        assertThat(notice.sentence())
                .startsWith(
                        "version 3 of the configuration differs between flip (here) and flip2:");
        assertThat(notice.isWarning()).isTrue();
    }
}
