package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.ManagedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5001, 127.0.0.1, 5001",
        "some-host.example:1, some-host.example, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80"
    })
    void anEndpointIsHostAndPort(String text, String host, int port) {
        assertThat(Channels.Endpoint.parse(text)).isEqualTo(new Channels.Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                ":5001",
                "host:0",
                "host:65536",
                "host:-1",
                "host:5x",
                "::1:5001",
                "h h:1",
                "http://host:80",
                "host:123456789012",
                "[]:1",
                "a,b:1"
            })
    void otherEndpointsAreRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Channels.open(text))
                .withMessageContaining("endpoint '" + text + "' is not valid")
                .withMessageContaining("for instance 127.0.0.1:5001");
    }

    @Test
    void closingEndsChannels() {
        ManagedChannel one = Channels.open("127.0.0.1:1");
        ManagedChannel two = Channels.open("[::1]:1");
        Channels.close(List.of(one, two));
        assertThat(one.isTerminated()).isTrue();
        assertThat(two.isTerminated()).isTrue();
    }
}
