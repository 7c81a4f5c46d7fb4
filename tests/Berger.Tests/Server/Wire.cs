using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Berger.Formats.Npy;

namespace Berger.Tests.Server;

/// <summary>What a client of the HTTP contract sends and gets, written out rather than through the program's own types.</summary>
internal static class Wire
{
    /// <summary>The JSON of a chunk of recording p/r: two channels, one second at 4 Hz; each change replaces or adds a field by raw JSON, or takes it out with null.</summary>
    public static string Chunk(params (string Field, string? Json)[] changes)
    {
        var fields = new Dictionary<string, string?>
        {
            ["patient_id"] = "\"p\"",
            ["recording_id"] = "\"r\"",
            ["sampling_rate"] = "4",
            ["start_sec"] = "0",
            ["channels"] = """["a","b"]""",
            ["samples"] = "[[1,2,3,4],[5,6,7,8]]",
        };
        foreach (var (field, json) in changes) fields[field] = json;
        return "{" + string.Join(',', fields.Where(f => f.Value is not null).Select(f => $"\"{f.Key}\":{f.Value}")) + "}";
    }

    public static (string Field, string? Json) Recording(string id) => ("recording_id", JsonSerializer.Serialize(id));

    public static (string Field, string? Json) Field(string name, object value) => (name, JsonSerializer.Serialize(value));

    public static Task<Answer> PostAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(path, Encoding.UTF8.GetBytes(json), "application/json");

    public static async Task<Answer> PostAsync(this HttpClient client, string path, byte[] body, string? mediaType)
    {
        using var content = new ByteArrayContent(body);
        if (mediaType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = body.Length > 1 << 20; // A refused body need not be sent.
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    public static Task<Answer> IngestAsync(this HttpClient client, params (string Field, string? Json)[] changes) => client.PostAsync("/ingest", Chunk(changes));

    /// <summary>Sends rows of int16, int32, float32 or float64.</summary>
    public static Task<Answer> IngestNpyAsync<T>(this HttpClient client, string query, int rows, params T[] samples)
        where T : unmanaged => client.PostAsync("/ingest?" + query, Npy(rows, samples), NpyHeader.MediaType);

    public static byte[] Npy<T>(int rows, params T[] samples)
        where T : unmanaged
    {
        var body = new ArrayBufferWriter<byte>();
        NpyHeader.WriteArray<T>(body, rows, samples);
        return body.WrittenSpan.ToArray();
    }

    public static async Task<Answer> GetAsync(this HttpClient client, string path, string? accept, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) => (await client.GetAsync(path, null)).Expect(HttpStatusCode.OK).Json;

    public static string Eeg(string recording, double start, double end, string more = "", string patient = "p") => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"/eeg?patient_id={Uri.EscapeDataString(patient)}&recording_id={Uri.EscapeDataString(recording)}&start={start:R}&end={end:R}{more}");

    /// <summary>All values of a window's JSON, channel by channel.</summary>
    public static Dictionary<string, double[]> Values(this JsonElement eeg) => eeg.GetProperty("channels").EnumerateObject()
        .ToDictionary(channel => channel.Name, channel => channel.Value.EnumerateArray().Select(point => point.GetProperty("value").GetDouble()).ToArray());

    /// <summary>The rows of a float32 array.</summary>
    public static float[][] Rows(this Answer answer)
    {
        var matrix = NpyMatrix.Read(answer.Body);
        Assert.Equal(NpyType.Float32, matrix.Header.Type);
        var values = new float[matrix.Count];
        matrix.CopyTo(values);
        return values.Length == 0 ? [] : values.Chunk(matrix.Columns).ToArray();
    }

    public static IEnumerable<int> Bits(this IEnumerable<float> values) => values.Select(BitConverter.SingleToInt32Bits);

    public static IEnumerable<long> Bits(this IEnumerable<double> values) => values.Select(BitConverter.DoubleToInt64Bits);

    /// <summary>The checksum that the contract wants: SHA-256 over little-endian int32 counts or doubles, channel after channel.</summary>
    public static string Checksum<T>(params T[] canonical)
        where T : unmanaged => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(MemoryMarshal.AsBytes(canonical.AsSpan())));
}

/// <summary>A whole answer.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? MediaType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync());

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return this;
    }

    /// <summary>Asserts an RFC 9457 problem that names the field and the value, and says what to do.</summary>
    public Answer ExpectProblem(int status, string? field, string? value = null)
    {
        Assert.True((int)Status == status, $"{(int)Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", MediaType);
        var problem = Json;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 10, Text);
        if (field is not null) Assert.Equal(field, problem.GetProperty("field").GetString());
        if (value is not null) Assert.Equal(value, problem.GetProperty("value").GetString());
        return this;
    }
}
