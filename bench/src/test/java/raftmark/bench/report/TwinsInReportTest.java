package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** The page of a sweep with a noise floor: twins of label b are no runs of a configuration. */
class TwinsInReportTest {
    @TempDir
    private Path directory;

    private static ResultRow twin(ResultRow row, String verdict) {
        ResultRow.Builder twin = ResultRow.builder();
        for (Column column : Column.values()) {
            twin.put(column, row.get(column));
        }
        return twin.put(Column.RUN_ID, row.get(Column.RUN_ID) + "-b")
                .put(Column.LABEL, "b")
                .put(Column.VERDICT, verdict)
                .build();
    }

    private JsonNode dataOf(List<ResultRow> rows) throws IOException {
        String html = Report.html(List.of(SyntheticDirectory.write(directory.resolve("sweep"), rows)));
        String open = "<script type=\"application/json\" id=\"data\">";
        int start = html.indexOf(open) + open.length();
        return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    @Test
    void twinsAreNotCounted() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(3));
        int own = rows.size();
        rows.add(twin(rows.get(0), SyntheticResults.OK));
        rows.add(twin(rows.get(1), "INVALID(steal)"));

        JsonNode told = dataOf(rows).at("/directories/0");

        assertThat(told.get("runs").asInt()).isEqualTo(own);
        assertThat(told.get("valid").asInt()).isEqualTo(own);
        assertThat(told.get("caveats"))
                .isNotEmpty()
                .allSatisfy(caveat -> assertThat(caveat.get("runs").asInt()).isEqualTo(own));
    }

    @Test
    void anInvalidTwinIsListedApart() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(3));
        String runId = rows.get(1).get(Column.RUN_ID) + "-b";
        rows.add(twin(rows.get(0), SyntheticResults.OK));
        rows.add(twin(rows.get(1), "INVALID(steal)"));

        JsonNode listed = dataOf(rows).at("/directories/0/invalid");

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("run").asText()).isEqualTo(runId);
        assertThat(listed.get(0).get("configuration").asText()).endsWith(", twin (label b, for the noise floor only)");
        assertThat(listed.get(0).get("verdict").asText()).isEqualTo("INVALID(steal)");
        assertThat(SweepReport.of("", rows).text())
                .contains("1 of 2 twins (label b, for the noise floor only) are INVALID:\n  " + runId
                        + ": INVALID(steal)")
                .doesNotContain("runs are INVALID");
    }

    @Test
    void anOpenLoopOfWhichOnlyTheTwinRanIsNotShown() throws Exception {
        List<ResultRow> rows = new ArrayList<>(SyntheticResults.sweep(3));
        SyntheticResults.openLoop(1).stream()
                .filter(row -> row.get(Column.LOOP).equals("open"))
                .map(row -> twin(row, SyntheticResults.OK))
                .forEach(rows::add);

        assertThat(dataOf(rows).get("configurations"))
                .hasSize(SweepReport.of("", rows).cells().size())
                .allMatch(configuration -> configuration.path("open").isMissingNode());
    }
}
