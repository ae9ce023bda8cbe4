package raftmark.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void loadOfOthersIsToldFromAFailureOfTheRunItself() {
        assertThat(Verdict.isOnlyDisturbed("INVALID(foreign CPU 9.00 % above 5.00 %; steal 3.00 % above 2.00 %)"))
                .isTrue();
        assertThat(Verdict.isOnlyDisturbed("INVALID(1 leader change; foreign CPU 9.00 % above 5.00 %)"))
                .isFalse();
        assertThat(Verdict.isOnlyDisturbed(
                        Verdict.failed("failed: no leader within 30 s").toString()))
                .isFalse();
        assertThat(Verdict.isOnlyDisturbed("OK")).isFalse();
    }
}
