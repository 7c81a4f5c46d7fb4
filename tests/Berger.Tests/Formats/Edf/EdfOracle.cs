using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berger.Tests.Formats.Edf;

/// <summary>What an independent parser read in the real files: <c>ORACLE.json</c> of the test data.</summary>
internal static class EdfOracle
{
    private static readonly JsonSerializerOptions Naming = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyDictionary<string, Entry> Entries { get; } = TestData.Missing is null
        ? JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllText(TestData.PathOf("ORACLE.json")), Naming)!
        : new Dictionary<string, Entry>();

    /// <summary>The files' names, as theory data.</summary>
    public static TheoryData<string> Files => [.. Entries.Keys];

    public sealed record Entry(
        bool Bdf,
        string Reserved,
        [property: JsonPropertyName("nrec_header")] long RecordsInHeader,
        [property: JsonPropertyName("nrec_used")] long RecordsUsed,
        [property: JsonPropertyName("recdur")] double RecordDuration,
        string Patient,
        string Recording,
        string Date,
        string Time,
        Signal[] Signals,
        JsonElement[][] Annotations,
        [property: JsonPropertyName("n_annotations")] int AnnotationCount);

    public sealed record Signal(
        int Index,
        string Label,
        string Dim,
        int Spr,
        double Fs,
        string Pmin,
        string Pmax,
        string Dmin,
        string Dmax,
        long N,
        int DigMin,
        int DigMax,
        long DigSum,
        int[] First,
        [property: JsonPropertyName("sha256_int32le")] string Sha256);
}
