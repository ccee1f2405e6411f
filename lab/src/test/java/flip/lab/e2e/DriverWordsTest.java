package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the driver of addresses says about data that only pretend to be held. */
class DriverWordsTest {
    /** One system that holds some data, of which one cannot be given back while it is stuck. */
    private static final String PRETENDED =
            """
            package Pretended;
            our ($stuck, @held) = ('');
            sub of_system { map { {system => 'ip', datum => $_} } @held }
            sub everything { $_[0]->of_system }
            sub is_empty { !@held }
            sub renew { '' }
            sub after_release { }
            sub announce { }
            sub release {
                my ($self, @places) = @_;
                my @wrong = map { $_->{datum} eq $stuck ? 'it is stuck' : '' } @places;
                my %gone = map { $wrong[$_] eq '' ? ($places[$_]{datum} => 1) : () } 0 .. $#places;
                @held = grep { !$gone{$_} } @held;
                return @wrong;
            }
            sub give_back {
                my ($self, @asked) = @_;
                my @wrong = $self->release(@asked);
                $_->{wrong} = shift @wrong for @asked;
            }
            sub take {
                my ($self, @asked) = @_;
                push @held, $_->{datum} for @asked;
                $_->{wrong} = '' for @asked;
            }
            package Told;
            sub say { my ($self, @words) = @_; print "@words\\n" }
            sub write_on { }
            package main;
            use Flip::Driver;
            my $driver = bless {
                lines => bless({}, 'Told'), holdings => bless({}, 'Pretended'), ending => {}, silence => 40,
            }, 'Flip::Driver';
            """;

    private static List<String> said(String... acts) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("perl", "-w", "-I" + TwoHosts.script("lib"), "-e"));
        command.add(PRETENDED + String.join("\n", acts));
        Ran ran = Ran.command(Map.of("PATH", Ran.usualPath()), command);
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        return ran.output().lines().toList();
    }

    @Test
    void aSystemIsReleasedWithTheDownOfTheLastOfItThatWasStuck() throws IOException {
        assertThat(
                        said(
                                "@Pretended::held = qw(a b);",
                                "$Pretended::stuck = 'a';",
                                "$driver->end_system('ip', 0);",
                                "$Pretended::stuck = '';",
                                "$driver->hear('1 down ip a {}');",
                                "$driver->hear('2 alive ip a {}');"))
                .containsExactly("unreleased ip a it is stuck", "released ip", "1 ok", "2 ok");
    }

    @Test
    void aSystemOfWhichMoreIsStuckIsNotReleased() throws IOException {
        assertThat(
                        said(
                                "@Pretended::held = qw(a b);",
                                "$Pretended::stuck = 'a';",
                                "$driver->end_system('ip', 0);",
                                "$driver->hear('1 down ip b {}', '2 down ip a {}');",
                                "$driver->hear('3 alive ip b {}');"))
                .containsExactly(
                        "unreleased ip a it is stuck",
                        "1 ok",
                        "2 failed it is stuck",
                        "3 failed ip is not yet released");
    }

    @Test
    void aDownUnderALeaseReleasesNoSystem() throws IOException {
        assertThat(said("@Pretended::held = qw(a);", "$driver->hear('1 down ip a {}');"))
                .containsExactly("1 ok");
    }
}
