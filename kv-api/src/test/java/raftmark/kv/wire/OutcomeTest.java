package raftmark.kv.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void theTrailerSaysIt() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(Outcome.of(trailers(outcome.trailer()))).isEqualTo(outcome);
        }
        assertThat(Outcome.REFUSED.trailer()).isEqualTo("refused");
        assertThat(Outcome.UNKNOWN.trailer()).isEqualTo("unknown");
    }

    @Test
    void whatSaysNothingIsUnknown() {
        assertThat(Outcome.of(null)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of(new Metadata())).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of(trailers("REFUSED!"))).isEqualTo(Outcome.UNKNOWN);
    }

    private static Metadata trailers(String value) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("raftmark-outcome", Metadata.ASCII_STRING_MARSHALLER), value);
        return trailers;
    }
}
