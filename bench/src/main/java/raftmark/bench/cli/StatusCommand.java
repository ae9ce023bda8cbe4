package raftmark.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.v1.Role;
import raftmark.kv.v1.StatusResponse;

/** What each server says of itself. */
@Command(
        name = "status",
        header = "Show what each server says of itself.",
        description = "A server that does not answer is shown as unreachable.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {"0:at least one server answered", "1:no server answered", ExitCodes.USAGE_TEXT})
public final class StatusCommand extends BaseCommand implements Callable<Integer> {
    private static final int CHECKSUM_CHARS = 12;

    @Mixin
    private EndpointsOption endpoints = new EndpointsOption();

    @Option(names = "--json", description = "Print JSON, with versions and every setting in force.")
    private boolean json;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long to wait for each server. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    /** One server's answer, or why there is none. */
    private record Row(
            String endpoint,
            @Nullable StatusResponse status,
            @Nullable String failure) {
        boolean answered() {
            return status != null;
        }
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (timeoutSeconds < 1) {
            throw new UserError("--timeout-seconds " + timeoutSeconds + " is not positive");
        }
        List<Row> rows = endpoints.checked().parallelStream().map(this::ask).toList();
        System.out.println(json ? json(rows) : table(rows));
        if (rows.stream().noneMatch(Row::answered)) {
            throw new UserError("no server answered: " + rows.get(0).failure());
        }
        return ExitCodes.OK;
    }

    private Row ask(String endpoint) {
        try (AdminClient client = new AdminClient(endpoint)) {
            return new Row(endpoint, client.status(Duration.ofSeconds(timeoutSeconds)), null);
        } catch (KvClientException e) {
            return new Row(endpoint, null, e.getMessage());
        }
    }

    private static String table(List<Row> rows) {
        return AsciiTable.getTable(
                AsciiTable.NO_BORDERS,
                rows,
                List.of(
                        column("endpoint", HorizontalAlign.LEFT, Row::endpoint),
                        column("id", HorizontalAlign.LEFT, row -> value(row, StatusResponse::getId)),
                        column("role", HorizontalAlign.LEFT, StatusCommand::role),
                        column("leader", HorizontalAlign.LEFT, row -> value(row, StatusResponse::getLeaderId)),
                        column("term", HorizontalAlign.RIGHT, row -> value(row, StatusResponse::getTerm)),
                        column("commit", HorizontalAlign.RIGHT, row -> value(row, StatusResponse::getCommitIndex)),
                        column("applied", HorizontalAlign.RIGHT, row -> value(row, StatusResponse::getAppliedIndex)),
                        column("entries", HorizontalAlign.RIGHT, row -> value(row, StatusResponse::getEntries)),
                        column("map at", HorizontalAlign.RIGHT, row -> value(row, StatusResponse::getMapIndex)),
                        column(
                                "checksum",
                                HorizontalAlign.LEFT,
                                row -> value(row, status -> shortened(status.getMapChecksum()))),
                        column("backend", HorizontalAlign.LEFT, row -> value(row, StatusResponse::getBackend))));
    }

    private static ColumnData<Row> column(String header, HorizontalAlign align, Function<Row, String> text) {
        return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
    }

    private static String value(Row row, Function<StatusResponse, Object> field) {
        return row.status() == null ? "" : String.valueOf(field.apply(row.status()));
    }

    /** Enough to see whether replicas agree; JSON has all of it. */
    private static String shortened(String checksum) {
        return checksum.substring(0, Math.min(CHECKSUM_CHARS, checksum.length()));
    }

    private static String role(Row row) {
        StatusResponse status = row.status();
        if (status == null) {
            return "unreachable";
        }
        String role = status.getRole() == Role.ROLE_UNSPECIFIED
                ? "unknown"
                : status.getRole().name().toLowerCase(Locale.ROOT);
        return status.getReady() ? role : role + " (not ready)";
    }

    private static String json(List<Row> rows) throws JsonProcessingException {
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(rows.stream().map(StatusCommand::asMap).toList());
    }

    private static Map<String, Object> asMap(Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("endpoint", row.endpoint());
        map.put("reachable", row.answered());
        StatusResponse status = row.status();
        if (status == null) {
            map.put("failure", String.valueOf(row.failure()));
            return map;
        }
        map.put("id", status.getId());
        map.put("role", status.getRole().name().toLowerCase(Locale.ROOT));
        map.put("ready", status.getReady());
        map.put("leader_id", status.getLeaderId());
        map.put("leader_endpoint", status.getLeaderEndpoint());
        map.put("term", status.getTerm());
        map.put("commit_index", status.getCommitIndex());
        map.put("applied_index", status.getAppliedIndex());
        map.put("entries", status.getEntries());
        map.put("map_checksum", status.getMapChecksum());
        map.put("map_index", status.getMapIndex());
        map.put("backend", status.getBackend());
        map.put("versions", new TreeMap<>(status.getVersionsMap()));
        map.put("settings", new TreeMap<>(status.getSettingsMap()));
        return map;
    }
}
