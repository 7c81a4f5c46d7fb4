using System.Text;
using Berger.Formats.Npy;

namespace Berger.Tests.Server;

/// <summary>What is wrong is refused with the field, the value and the way out, and leaves nothing behind.</summary>
[Collection(RunningProgram.Name)]
public sealed class IngestRefusalTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Key = "patient_id=p&recording_id=r";

    private static readonly string Deep = new string('[', 100) + new string(']', 100);

    public static TheoryData<int, string, string?, string> Chunks => new()
    {
        { 400, "body", null, "" },
        { 400, "body", null, "{" },
        { 400, "body", "an array", "[]" },
        { 400, "body", "\"chunk\"", "\"chunk\"" },
        { 400, "body", null, Wire.Chunk() + "x" },
        { 400, "body", null, Wire.Chunk(("samples", "[[NaN]]")) },
        { 400, "body", null, Wire.Chunk(("extra", Deep)) },
        { 400, "patient_id", null, Wire.Chunk(("patient_id", null)) },
        { 400, "recording_id", null, Wire.Chunk(("recording_id", null)) },
        { 400, "sampling_rate", null, Wire.Chunk(("sampling_rate", null)) },
        { 400, "start_sec", null, Wire.Chunk(("start_sec", null)) },
        { 400, "channels", null, Wire.Chunk(("channels", null)) },
        { 400, "samples", null, Wire.Chunk(("samples", null)) },
        { 400, "patient_id", "7", Wire.Chunk(("patient_id", "7")) },
        { 400, "patient_id", null, Wire.Chunk(("patient_id", "\"\\ud800\"")) },
        { 400, "recording_id", "an object", Wire.Chunk(("recording_id", "{}")) },
        { 400, "start_sec", "\"soon\"", Wire.Chunk(("start_sec", "\"soon\"")) },
        { 400, "sampling_rate", "true", Wire.Chunk(("sampling_rate", "true")) },
        { 400, "channels", "\"a,b\"", Wire.Chunk(("channels", "\"a,b\"")) },
        { 400, "channels[1]", "null", Wire.Chunk(("channels", "[\"a\",null]")) },
        { 400, "samples", "8", Wire.Chunk(("samples", "8")) },
        { 400, "samples[1]", "5", Wire.Chunk(("samples", "[[1],5]")) },
        { 400, "samples[1][2]", "\"x\"", Wire.Chunk(("samples", "[[1,2,3],[4,5,\"x\"]]")) },
        { 400, "samples[0][1]", "null", Wire.Chunk(("samples", "[[1,null],[4,5]]")) },
        { 400, "samples[0][0]", "an array", Wire.Chunk(("samples", "[[[1]]]")) },
        { 422, "samples[1]", "3 samples", Wire.Chunk(("samples", "[[1,2,3,4],[5,6,7]]")) },
        { 422, "samples", "2 rows", Wire.Chunk(("channels", """["a","b","c"]""")) },
        { 422, "samples", "[]", Wire.Chunk(("samples", "[]")) },
        { 422, "samples", "[]", Wire.Chunk(("samples", "[[],[]]")) },
        { 422, "samples", "Infinity", Wire.Chunk(("samples", "[[1,1e999],[1,2]]")) },
        { 422, "channels", null, Wire.Chunk(("channels", "[]")) },
        { 422, "end_sec", "2", Wire.Chunk(("end_sec", "2")) },
        { 422, "start_sec", "-0.5", Wire.Chunk(("start_sec", "-0.5")) },
        { 422, "start_sec", "100000001", Wire.Chunk(("start_sec", "100000001")) },
        { 422, "sampling_rate", "0", Wire.Chunk(("sampling_rate", "0")) },
        { 422, "sampling_rate", "-256", Wire.Chunk(("sampling_rate", "-256")) },
        { 422, "sampling_rate", "20000000", Wire.Chunk(("sampling_rate", "2e7")) },
        { 422, "patient_id", "", Wire.Chunk(("patient_id", "\"\"")) },
        { 422, "patient_id", "a\0b", Wire.Chunk(("patient_id", "\"a\\u0000b\"")) },
        { 422, "recording_id", "  ", Wire.Chunk(("recording_id", "\"  \"")) },
        { 422, "recording_id", new string('r', 201), Wire.Chunk(("recording_id", $"\"{new string('r', 201)}\"")) },
        { 422, "channels[1]", "b\0", Wire.Chunk(("channels", "[\"a\",\"b\\u0000\"]")) },
    };

    public static TheoryData<int, string, string?, string, byte[]> Arrays => new()
    {
        { 400, "patient_id", null, "recording_id=r&start_sec=0", Wire.Npy<short>(1, 1) },
        { 400, "start_sec", null, Key, Wire.Npy<short>(1, 1) },
        { 400, "start_sec", "soon", Key + "&start_sec=soon", Wire.Npy<short>(1, 1) },
        { 400, "magic", null, Key + "&start_sec=0", [] },
        { 400, "magic", null, Key + "&start_sec=0", "no array"u8.ToArray() },
        { 400, "version", null, Key + "&start_sec=0", [0x93, .. "NUMPY"u8, 9, 0, 0, 0] },
        { 400, "shape", null, Key + "&start_sec=0", Wire.Npy<short>(2, 1, 2)[..^1] },
        { 400, "shape", null, Key + "&start_sec=0", new NpyHeader(NpyType.Float32, 1L << 31, 1L << 31).ToBytes() },
        { 400, "shape", null, Key + "&start_sec=0", Described("'<i2'", "(2,)") },
        { 400, "descr", null, Key + "&start_sec=0", Described("'<c8'", "(1, 1)") },
        { 400, "descr", null, Key + "&start_sec=0", Described("'|O'", "(1, 1)") },
        { 422, "recording_id", "r", Key + "&start_sec=0", Wire.Npy<float>(1, 1) },
        { 422, "samples", "NaN", Key + "&start_sec=0&channels=a&sampling_rate=4", Wire.Npy(1, 1, float.NaN) },
        { 422, "samples", "-Infinity", Key + "&start_sec=0&channels=a&sampling_rate=4", Wire.Npy(1, 1, float.NegativeInfinity) },
        { 422, "samples", null, Key + "&start_sec=0&channels=a&sampling_rate=4", Wire.Npy<short>(1, 1) },
        { 422, "samples", "[]", Key + "&start_sec=0&channels=a&sampling_rate=4", new NpyHeader(NpyType.Int16, 0, 5).ToBytes() },
    };

    [Theory]
    [MemberData(nameof(Chunks))]
    public Task Ingest_OfAWrongChunk_IsRefusedAndLeavesNothing(int status, string field, string? value, string body) =>
        AssertRefusedAsync(status, field, value, "/ingest", Encoding.UTF8.GetBytes(body), "application/json");

    [Theory]
    [MemberData(nameof(Arrays))]
    public Task Ingest_OfAWrongArray_IsRefusedAndLeavesNothing(int status, string field, string? value, string query, byte[] body) =>
        AssertRefusedAsync(status, field, value, "/ingest?" + query, body, NpyHeader.MediaType);

    [Fact]
    public async Task Ingest_OfBytesThatAreNoUtf8_IsRefused()
    {
        byte[] body = Encoding.Latin1.GetBytes(Wire.Chunk(("patient_id", "\"M\u00fcller\"")));
        await AssertRefusedAsync(400, "patient_id", null, "/ingest", body, "application/json");
        await AssertRefusedAsync(400, "body", null, "/ingest", [.. "{\""u8, 0xff, .. "\":1}"u8], "application/json");
    }

    [Theory]
    [InlineData(415, "text/plain")]
    [InlineData(415, "application/octet-stream")]
    [InlineData(400, null)]
    public Task Ingest_OfAnotherMediaType_IsRefused(int status, string? mediaType) =>
        AssertRefusedAsync(status, "Content-Type", mediaType ?? "", "/ingest", Encoding.UTF8.GetBytes(Wire.Chunk()), mediaType);

    [Fact]
    public async Task Ingest_OfTooMuch_IsRefusedAsTooLarge()
    {
        string many = "[[" + string.Join(',', Enumerable.Repeat("1", (4 << 20) + 1)) + "]]";
        await AssertRefusedAsync(413, "samples", null, "/ingest", Encoding.UTF8.GetBytes(Wire.Chunk(("channels", "[\"a\"]"), ("samples", many))), "application/json");
        await AssertRefusedAsync(413, "body", null, "/ingest?" + Key + "&start_sec=0", Wire.Npy(1, new short[(4 << 20) + 1]), NpyHeader.MediaType);
        await AssertRefusedAsync(413, "body", null, "/ingest", new byte[(32 << 20) + 1], "application/json");
        string channels = "[" + string.Join(',', Enumerable.Range(0, 4097).Select(i => $"\"c{i}\"")) + "]";
        await AssertRefusedAsync(413, "channels", null, "/ingest", Encoding.UTF8.GetBytes(Wire.Chunk(("channels", channels))), "application/json");
    }

    private static byte[] Described(string descr, string shape)
    {
        string text = $"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), 0, 0, 0, 0];
    }

    private async Task AssertRefusedAsync(int status, string field, string? value, string path, byte[] body, string? mediaType)
    {
        (await server.Client.PostAsync(path, body, mediaType)).ExpectProblem(status, field, value);
        Assert.Equal("[]", (await server.Client.GetAsync("/recordings", null)).Text);
        Assert.Equal("[]", (await server.Client.GetAsync("/ingestion-log", null)).Text);
    }
}
