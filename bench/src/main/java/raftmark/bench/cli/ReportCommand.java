package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import raftmark.bench.report.Report;

/** Result directories as one HTML page. */
@Command(
        name = "report",
        header = "Show result directories as one HTML page.",
        description = {
            "The page is one file and needs no network: the answer in words, pictures with their values, terms.",
            "Several directories are shown side by side, with what changed from the first to each other one."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILED_TEXT, ExitCodes.USAGE_TEXT})
public final class ReportCommand extends BaseCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "Result directories, as 'run' writes them and results/reference has them.")
    private List<Path> directories = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the page goes. Default: " + Report.FILE + " in the first DIR.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        for (int i = 1; i < directories.size(); i++) {
            Path directory = directories.get(i);
            if (directories.subList(0, i).stream().anyMatch(other -> DirectoryReader.isSame(directory, other))) {
                throw new UserError("the directory " + directory + " is given twice: give each one once");
            }
        }
        Path page = out == null ? directories.get(0).resolve(Report.FILE) : out;
        try {
            Report.write(directories, page).ifPresent(remark -> System.err.println("raftmark: " + remark));
        } catch (IOException refused) {
            throw new UserError(RunCommand.reason(refused), refused);
        }
        System.out.println("report: " + page);
        return ExitCodes.OK;
    }
}
