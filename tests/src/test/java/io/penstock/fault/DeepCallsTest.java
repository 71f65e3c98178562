package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.Proof;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A call that meets the end of the stack leaves nothing entered: a close of its file, which waits for who is in there,
 * returns.
 */
@EndsInTime
class DeepCallsTest {
    private static final String ROUNDS = Lib.proof() ? "25" : "10";

    @ParameterizedTest
    @EnumSource
    void filesCanBeClosed(DeepCalls.Work work) throws Exception {
        Lib.assumeNative("the JDK's own calls do the same");
        List<String> said = LoaderProbe.run(List.of(), List.of(), DeepCalls.class, work.name(), ROUNDS);
        assertThat(said).last().asString().matches("closed after [1-9]\\d* ends of the stack");
        Proof.line("%s where the stack ends: %s", work, said.get(said.size() - 1));
    }
}
