package flip.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishesTest {
    @Test
    void hoursMayBeParts() {
        assertThat(Wishes.read(new String[] {"--hours", "0.5"}).length())
                .contains(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --seed abc       | --seed needs a whole number, not abc
                    --hours 0        | --hours is more than 0 and at most 1000, not 0
                    --hours NaN      | --hours is more than 0 and at most 1000, not NaN
                    --hours long     | --hours needs a number, not long
                    --timing 1,2     | --timing needs 5 numbers with commas between, not 1,2
                    --servers 3,many | --servers needs a whole number, not many
                    --only LOST      | there is no LOST; there are [LOSS,
                    --colour red     | unknown option --colour
                    --seed           | --seed needs a value
                    """)
    void whatIsWrongIsSaid(String line, String sentence) {
        assertThatThrownBy(() -> Wishes.read(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }
}
