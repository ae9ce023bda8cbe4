package raftmark.bench.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import raftmark.bench.env.Environment;
import raftmark.bench.env.FsyncProbe;

/** Says where one is: what results carry as {@code environment.json}. */
@Command(
        name = "env",
        description =
                "Print the environment as JSON: machine, JDK, versions, commit, and an fsync probe of the data disk.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT})
public final class EnvCommand extends BaseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Path data = DataDirectories.fresh();
        try {
            Map<String, Object> environment = Environment.collect(Home.directory(), data);
            environment.put("fsync", FsyncProbe.run(data));
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(environment));
            return ExitCodes.OK;
        } finally {
            DataDirectories.delete(data);
        }
    }
}
