package flip.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void medianAndWorstAreTold() {
        assertThat(of(3, 1, 20).words()).isEqualTo("3 / 20");
        assertThat(of(1, 2).median()).isEqualTo(1.5);
        assertThat(of(1, 2).sum()).isEqualTo(3);
    }

    @Test
    void whereTheyAreAlikeThereIsOneNumber() {
        assertThat(of(0, 0, 0).words()).isEqualTo("0");
        assertThat(of(0.25).words()).isEqualTo("0.3");
        assertThat(new Values().words()).isEmpty();
    }

    static Values of(double... numbers) {
        Values values = new Values();
        for (double each : numbers) {
            values.add(each);
        }
        return values;
    }
}
