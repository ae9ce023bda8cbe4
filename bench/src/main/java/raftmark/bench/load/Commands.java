package raftmark.bench.load;

import java.util.ArrayList;
import java.util.List;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.kv.machine.Command;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.PutRequest;

/** What the front end makes of {@link Requests}, made before the run: keys to read, and commands, which are encoded when they are sent. */
final class Commands {
    private final List<String> keys = new ArrayList<>();
    private final List<Command[]> puts = new ArrayList<>();
    private final List<Command[]> appends = new ArrayList<>();
    private final int variants;

    private Commands(int variants) {
        this.variants = variants;
    }

    /** The commands of a configuration, with the values that its requests would have. */
    static Commands of(Cell cell, long seed) {
        Requests requests = Requests.of(cell, seed);
        Commands commands = new Commands(cell.workload().clientNumberAsValue() ? cell.clients() : 1);
        for (int key = 0; key < cell.keyCount(); key++) {
            if (cell.workload().has(Operation.GET)) {
                commands.keys.add(((GetRequest) requests.get(Operation.GET, key, 0)).getKey());
            }
            Command[] puts = new Command[commands.variants];
            Command[] appends = new Command[commands.variants];
            for (int client = 0; client < commands.variants; client++) {
                PutRequest put = (PutRequest) requests.get(Operation.PUT, key, client);
                puts[client] = new Command.Put(put.getKey(), put.getValue().toByteArray(), null);
                if (cell.workload().has(Operation.APPEND)) {
                    AppendRequest append = (AppendRequest) requests.get(Operation.APPEND, key, client);
                    appends[client] =
                            new Command.Append(append.getKey(), append.getArgs().toByteArray(), null);
                }
            }
            commands.puts.add(puts);
            commands.appends.add(appends);
        }
        return commands;
    }

    /** The name of a key that is read. */
    String key(int key) {
        return keys.get(key);
    }

    /** The write of an operation, a key and a client, both numbered from 0. */
    Command write(Operation operation, int key, int client) {
        return (operation == Operation.PUT ? puts : appends).get(key)[client % variants];
    }
}
