package raftmark.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static raftmark.verify.Histories.append;
import static raftmark.verify.Histories.bytes;
import static raftmark.verify.Histories.with;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.verify.Operation.Outcome;
import raftmark.verify.TokenCheck.Fault;
import raftmark.verify.TokenCheck.Finding;

class TokenCheckTest {
    private static final Operation A = append(1, "a;", null, 0, 10);
    private static final Operation B = append(2, "b;", "a;", 20, 30);
    private static final Operation UNKNOWN = with(append(3, "u;", null, 0, 10), Outcome.UNKNOWN);
    private static final Operation REFUSED = with(append(3, "r;", null, 0, 10), Outcome.REFUSED);

    private static List<Fault> faults(String finalValue, Operation... appends) {
        return TokenCheck.check(List.of(appends), bytes(finalValue)).stream()
                .map(Finding::fault)
                .toList();
    }

    @Test
    void whatIsWellIsWell() {
        assertThat(faults("a;b;", A, B)).isEmpty();
        assertThat(faults(null)).isEmpty();
        assertThat(faults("a;b;", A, B, UNKNOWN, REFUSED)).isEmpty();
        assertThat(faults("a;b;u;", A, B, UNKNOWN)).isEmpty();
    }

    @Test
    void lost() {
        assertThat(faults("a;", A, B)).containsExactly(Fault.LOST);
        assertThat(faults(null, A)).containsExactly(Fault.LOST);
    }

    @Test
    void doubled() {
        assertThat(faults("a;b;a;", A, B)).containsExactly(Fault.DOUBLED);
        assertThat(faults("a;b;u;u;", A, B, UNKNOWN)).containsExactly(Fault.DOUBLED);
    }

    @Test
    void outOfOrder() {
        assertThat(faults("b;a;", A, B)).contains(Fault.OUT_OF_ORDER);
        assertThat(faults("b;a;", append(1, "a;", "b;", 0, 25), append(2, "b;", null, 20, 30)))
                .as("concurrent, so either order will do")
                .isEmpty();
    }

    @Test
    void foreign() {
        assertThat(faults("a;b;x;", A, B)).containsExactly(Fault.FOREIGN);
        assertThat(faults("a;b;half", A, B)).containsExactly(Fault.FOREIGN);
    }

    @Test
    void refusedButPresent() {
        assertThat(faults("a;b;r;", A, B, REFUSED)).containsExactly(Fault.REFUSED_BUT_PRESENT);
    }

    @Test
    void wrongOldValue() {
        assertThat(faults("a;b;", A, append(2, "b;", "x;", 20, 30))).containsExactly(Fault.WRONG_OLD_VALUE);
        assertThat(faults("a;b;", A, append(2, "b;", null, 20, 30))).containsExactly(Fault.WRONG_OLD_VALUE);
    }

    @Test
    void refusesWhatItCannotJudge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults("a;", A, append(2, "a;", null, 20, 30)))
                .withMessageContaining("used twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults("a;", Histories.put(1, "a;", 0, 1)))
                .withMessageContaining("not an append");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults("a;", append(1, "a", null, 0, 1)))
                .withMessageContaining("at its end");
    }

    @Test
    void aHundredThousandTokensAreJudged() {
        List<Operation> appends = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            byte[] token = TokenCheck.token(i % 7, i);
            appends.add(with(
                    new Operation(i % 7, Operation.Kind.APPEND, "k", token, null, i * 10L, i * 10L + 25, Outcome.OK),
                    Outcome.UNKNOWN));
            value.append(Histories.text(token));
        }
        assertThat(TokenCheck.check(appends, bytes(value.toString()))).isEmpty();
    }
}
