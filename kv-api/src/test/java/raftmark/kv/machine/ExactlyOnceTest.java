package raftmark.kv.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import raftmark.kv.machine.Reply.Status;

class ExactlyOnceTest {
    private static final int REPLY_HEAD_BYTES = 2;

    @Example
    void aRepeatedRequestGetsTheFirstReply() {
        KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
        Applier applier = new Applier(machine);
        applier.put("k", "old");
        Reply first = applier.append("c", 1, "k", "+");
        applier.put("k", "changed by another client");
        Reply again = applier.append("c", 1, "k", "+");
        assertThat(Applier.text(first.oldValue())).isEqualTo("old");
        assertThat(Applier.text(again.oldValue())).isEqualTo("old");
        assertThat(again.found()).isTrue();
        assertThat(applier.get("k")).isEqualTo("changed by another client");
    }

    /** The table keeps replies and no commands: a client promises to use a sequence once. */
    @Example
    void anotherCommandUnderTheSameSequenceIsNotApplied() {
        Applier applier = new Applier(new KvStateMachine(MachineLimits.DEFAULT));
        applier.put("k", "old");
        applier.append("c", 1, "k", "+");
        Reply other = applier.append("c", 1, "another key", "-");
        assertThat(Applier.text(other.oldValue())).isEqualTo("old");
        assertThat(applier.get("another key")).isNull();
        assertThat(applier.get("k")).isEqualTo("old+");
    }

    @Example
    void aRefusedAppendStaysRefusedWhenItIsRepeated() {
        Applier applier = new Applier(new KvStateMachine(new MachineLimits(3, 10, 1000)));
        applier.put("k", "abc");
        assertThat(applier.append("c", 1, "k", "d").status()).isEqualTo(Status.VALUE_TOO_LARGE);
        applier.put("k", "");
        assertThat(applier.append("c", 1, "k", "d").status()).isEqualTo(Status.VALUE_TOO_LARGE);
        assertThat(applier.get("k")).isEmpty();
        assertThat(applier.append("c", 2, "k", "d").status()).isEqualTo(Status.OK);
    }

    @Example
    void aLowerSequenceIsRefusedAndAGapIsFine() {
        Applier applier = new Applier(new KvStateMachine(MachineLimits.DEFAULT));
        applier.append("c", 1, "k", "a");
        assertThat(applier.append("c", 7, "k", "b").status()).isEqualTo(Status.OK);
        for (long stale : new long[] {1, 3, 6}) {
            assertThat(applier.append("c", stale, "k", "x").status()).isEqualTo(Status.STALE_SEQUENCE);
        }
        assertThat(applier.append("c", Long.MAX_VALUE, "k", "c").status()).isEqualTo(Status.OK);
        assertThat(applier.get("k")).isEqualTo("abc");
    }

    @Example
    void anUnknownClientBeginsAtSequenceOne() {
        KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
        Applier applier = new Applier(machine);
        assertThat(applier.put("c", 2, "k", "v").status()).isEqualTo(Status.SESSION_EXPIRED);
        assertThat(machine.sessionCount()).isZero();
        assertThat(applier.get("k")).isNull();
        assertThat(applier.put("c", 1, "k", "v").status()).isEqualTo(Status.OK);
        assertThat(applier.put("c", 2, "k", "w").status()).isEqualTo(Status.OK);
    }

    @Example
    void theLeastRecentlyUsedSessionLeavesFirstAndARetryIsAUse() {
        KvStateMachine machine = new KvStateMachine(new MachineLimits(100, 3, 1000));
        Applier applier = new Applier(machine);
        applier.append("a", 1, "k", "a");
        applier.append("b", 1, "k", "b");
        applier.append("c", 1, "k", "c");
        applier.append("a", 1, "k", "a");
        applier.append("d", 1, "k", "d");
        assertThat(machine.sessionCount()).isEqualTo(3);
        assertThat(applier.append("b", 2, "k", "x").status()).isEqualTo(Status.SESSION_EXPIRED);
        for (String kept : List.of("a", "c", "d")) {
            assertThat(applier.append(kept, 2, "k", kept.toUpperCase(java.util.Locale.ROOT))
                            .status())
                    .isEqualTo(Status.OK);
        }
        assertThat(applier.get("k")).isEqualTo("abcdACD");
    }

    @Example
    void aRefusedRequestIsNoUse() {
        Applier applier = new Applier(new KvStateMachine(new MachineLimits(100, 2, 1000)));
        applier.append("a", 1, "k", "a");
        applier.append("a", 2, "k", "a");
        applier.append("b", 1, "k", "b");
        assertThat(applier.append("a", 1, "k", "x").status()).isEqualTo(Status.STALE_SEQUENCE);
        applier.append("c", 1, "k", "c");
        assertThat(applier.append("a", 3, "k", "x").status()).isEqualTo(Status.SESSION_EXPIRED);
    }

    @Example
    void repliesAreBoundedInBytesAndTheLatestIsAlwaysKept() {
        KvStateMachine machine = new KvStateMachine(new MachineLimits(100, 100, 3 * REPLY_HEAD_BYTES));
        Applier applier = new Applier(machine);
        applier.put("k", "0123456789");
        for (String client : List.of("a", "b", "c")) {
            applier.put(client, 1, "other", "");
        }
        assertThat(machine.sessionCount()).isEqualTo(3);
        applier.append("d", 1, "k", "x");
        assertThat(machine.sessionCount()).isEqualTo(1);
        assertThat(Applier.text(applier.append("d", 1, "k", "x").oldValue())).isEqualTo("0123456789");
        applier.put("e", 1, "other", "");
        assertThat(applier.append("d", 2, "k", "x").status()).isEqualTo(Status.SESSION_EXPIRED);
        applier.put("f", 1, "other", "");
        applier.put("g", 1, "other", "");
        assertThat(machine.sessionCount()).isEqualTo(3);
    }

    @Example
    void aClientsNewReplyTakesThePlaceOfItsOldOne() {
        KvStateMachine machine = new KvStateMachine(new MachineLimits(100, 100, 3 * REPLY_HEAD_BYTES));
        Applier applier = new Applier(machine);
        applier.put("a", 1, "k", "");
        applier.put("b", 1, "k", "");
        for (long sequence = 2; sequence < 100; sequence++) {
            applier.put("b", sequence, "k", "");
        }
        assertThat(machine.sessionCount()).isEqualTo(2);
    }

    @Example
    void theBoundThatIsDocumentedAFirstRequestIsAppliedAgainAfterItsSessionLeft() {
        Applier applier = new Applier(new KvStateMachine(new MachineLimits(100, 1, 1000)));
        applier.append("a", 1, "k", "a");
        applier.append("b", 1, "k", "b");
        assertThat(applier.append("a", 1, "k", "a").status()).isEqualTo(Status.OK);
        assertThat(applier.get("k")).isEqualTo("aba");
    }

    /** Each client's n-th request is sent one to three times in a row, the clients' streams interleaved at will. */
    @Property(tries = 200)
    void whateverIsRetriedAppliesOnce(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 2) Integer> clients,
            @ForAll @Size(min = 40, max = 40) List<@IntRange(min = 1, max = 3) Integer> times) {
        Applier retried = new Applier(new KvStateMachine(MachineLimits.DEFAULT));
        Applier once = new Applier(new KvStateMachine(MachineLimits.DEFAULT));
        long[] sequences = new long[3];
        for (int i = 0; i < clients.size(); i++) {
            int client = clients.get(i);
            String args = "<" + i + ">";
            String id = "c" + client;
            long sequence = ++sequences[client];
            String expected = Applier.text(once.append("k", args).oldValue());
            for (int attempt = 0; attempt < times.get(i); attempt++) {
                assertThat(Applier.text(retried.append(id, sequence, "k", args).oldValue()))
                        .isEqualTo(expected);
            }
        }
        assertThat(retried.get("k")).isEqualTo(once.get("k"));
    }
}
