"""A client in another language: proves the wire contract against a running cluster.

Usage: python3 test_contract.py DESCRIPTOR_SET HOST:PORT [HOST:PORT ...]

DESCRIPTOR_SET is a serialized google.protobuf.FileDescriptorSet that holds raftmark/kv/v1/kv.proto; the Java test
PythonClientTest writes it, so that no generated code and no protoc is needed. Needs python3-grpcio and python3-protobuf;
exits with 77 where they are absent.
"""

import random
import sys
import threading
import time
import unittest

try:
    import grpc
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

PACKAGE = "raftmark.kv.v1."
DEADLINE_SECONDS = 20
REFUSALS_MAX = 10


class Contract:
    """Messages and calls, made from the descriptors at run time."""

    def __init__(self, descriptor_file):
        self.pool = descriptor_pool.DescriptorPool()
        with open(descriptor_file, "rb") as stream:
            for file in descriptor_pb2.FileDescriptorSet.FromString(stream.read()).file:
                self.pool.Add(file)

    def message(self, name):
        descriptor = self.pool.FindMessageTypeByName(name)
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(self.pool).GetPrototype(descriptor)

    def call(self, channel, service, method):
        found = self.pool.FindServiceByName(PACKAGE + service).FindMethodByName(method)
        request = self.message(found.input_type.full_name)
        response = self.message(found.output_type.full_name)
        invoke = channel.unary_unary(
            "/" + PACKAGE + service + "/" + method,
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString,
        )

        def send(**fields):
            for _ in range(REFUSALS_MAX):
                try:
                    return invoke(request(**fields), timeout=DEADLINE_SECONDS)
                except grpc.RpcError as error:
                    # No leader just now, and nothing done: an election, which a busy machine may cost.
                    refused = dict(error.trailing_metadata() or ()).get("raftmark-outcome") == "refused"
                    if error.code() != grpc.StatusCode.UNAVAILABLE or not refused:
                        raise
                    time.sleep(0.5)
            return invoke(request(**fields), timeout=DEADLINE_SECONDS)

        return send


class Server:
    """One server's calls."""

    def __init__(self, contract, endpoint):
        self.endpoint = endpoint
        self.channel = grpc.insecure_channel(endpoint, options=[("grpc.enable_http_proxy", 0)])
        self.get = contract.call(self.channel, "KeyValue", "Get")
        self.put = contract.call(self.channel, "KeyValue", "Put")
        self.append = contract.call(self.channel, "KeyValue", "Append")
        self.status = contract.call(self.channel, "Admin", "Status")


class ContractTest(unittest.TestCase):
    contract = None
    servers = []

    def assert_fails(self, code, outcome, part, call, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(**fields)
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        trailers = dict(error.trailing_metadata())
        self.assertEqual(trailers.get("raftmark-outcome"), outcome)
        self.assertIn(part, error.details())

    def test_every_server_takes_every_call(self):
        for number, server in enumerate(self.servers):
            key = "every-%d" % number
            missing = server.get(key=key)
            self.assertEqual((missing.found, missing.value), (False, b""))
            self.assertTrue(server.put(key=key, value=b"a").success)
            appended = server.append(key=key, args=b"b")
            self.assertEqual((appended.found, appended.old_value), (True, b"a"))
            for other in self.servers:
                read = other.get(key=key)
                self.assertEqual((read.found, read.value), (True, b"ab"))

    def test_append_creates_a_missing_key(self):
        created = self.servers[0].append(key="created", args=b"1")
        self.assertEqual((created.found, created.old_value), (False, b""))
        self.assertEqual(self.servers[0].get(key="created").value, b"1")

    def test_bytes_are_kept_as_they_are(self):
        every_byte = bytes(range(256))
        self.servers[0].put(key="schlüssel", value=every_byte)
        self.assertEqual(self.servers[-1].get(key="schlüssel").value, every_byte)

    def test_local_reads_are_answered_by_any_server(self):
        for server in self.servers:
            server.get(key="every-0", read_level="LOCAL")

    def test_a_retried_append_applies_once(self):
        request_id = self.contract.message(PACKAGE + "RequestId")
        client = "python-%d" % random.SystemRandom().randrange(10**12)
        first = request_id(client_id=client, sequence=1)
        second = request_id(client_id=client, sequence=2)
        key = "once-" + client
        self.servers[0].append(key=key, args=b"x", request_id=first)
        reply = self.servers[0].append(key=key, args=b"y", request_id=second)
        for server in self.servers:
            again = server.append(key=key, args=b"y", request_id=second)
            self.assertEqual((again.found, again.old_value), (reply.found, reply.old_value))
        self.assertEqual(self.servers[0].get(key=key).value, b"xy")
        self.assert_fails(
            grpc.StatusCode.FAILED_PRECONDITION, "refused", "", self.servers[0].append, key=key, args=b"z", request_id=first
        )
        self.assertEqual(self.servers[0].get(key=key).value, b"xy")

    def test_an_unknown_session_is_refused(self):
        request_id = self.contract.message(PACKAGE + "RequestId")(client_id="python-nobody", sequence=9)
        self.assert_fails(
            grpc.StatusCode.FAILED_PRECONDITION, "refused", "", self.servers[0].put, key="k", request_id=request_id
        )

    def test_malformed_input_is_refused_by_name(self):
        invalid = grpc.StatusCode.INVALID_ARGUMENT
        request_id = self.contract.message(PACKAGE + "RequestId")
        for server in self.servers:
            self.assert_fails(invalid, "refused", "key", server.get, key="")
            self.assert_fails(invalid, "refused", "4096", server.get, key="k" * 4097)
            self.assert_fails(invalid, "refused", "value", server.put, key="k", value=b"v" * (1024 * 1024 + 1))
            self.assert_fails(
                invalid, "refused", "client_id", server.put, key="k", request_id=request_id(sequence=1)
            )
            self.assert_fails(
                invalid, "refused", "sequence", server.put, key="k", request_id=request_id(client_id="c")
            )

    def test_an_append_beyond_the_cap_changes_nothing(self):
        self.servers[0].put(key="full", value=b"v" * (1024 * 1024))
        for server in self.servers:
            self.assert_fails(grpc.StatusCode.OUT_OF_RANGE, "refused", "", server.append, key="full", args=b"w")
        self.assertEqual(len(self.servers[0].get(key="full").value), 1024 * 1024)

    def test_the_lab_mix_by_five_clients(self):
        failures = []

        def client(number):
            choices = random.Random(number)
            for _ in range(20):
                server = choices.choice(self.servers)
                try:
                    operation = choices.randrange(3)
                    if operation == 0:
                        value = server.get(key="K1").value
                    elif operation == 1:
                        server.put(key="K1", value=b"%d" % number)
                        value = b""
                    else:
                        value = server.append(key="K1", args=b"%d" % number).old_value
                    if set(value) - set(b"12345"):
                        failures.append(value)
                except grpc.RpcError as error:
                    failures.append(error)

        threads = [threading.Thread(target=client, args=(number,)) for number in range(1, 6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_status_names_one_leader(self):
        end = time.monotonic() + DEADLINE_SECONDS
        leaders = {""}
        while (len(leaders) != 1 or leaders == {""}) and time.monotonic() < end:
            leaders = {server.status().leader_id for server in self.servers}
            time.sleep(0.1)
        self.assertEqual(len(leaders), 1)
        self.assertNotEqual(leaders, {""})


if __name__ == "__main__":
    ContractTest.contract = Contract(sys.argv[1])
    ContractTest.servers = [Server(ContractTest.contract, endpoint) for endpoint in sys.argv[2:]]
    unittest.main(argv=sys.argv[:1], verbosity=2)
