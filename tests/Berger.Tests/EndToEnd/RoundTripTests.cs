using Berger.Formats.Edf;
using Berger.Recordings.Catalog;
using Berger.Recordings.Devices;
using Berger.Recordings.Ingest;
using Berger.Recordings.Query;
using Berger.Signals;
using Berger.Tests.Formats.Edf;
using Berger.Tests.Server;

namespace Berger.Tests.EndToEnd;

/// <summary>What goes in comes out: import, export, import again.</summary>
[Collection(RunningProgram.Name)]
public sealed class RoundTripTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string> Files => [.. EdfOracle.Entries.Where(entry => entry.Value.Signals.Length > 0).Select(entry => entry.Key)];

    [DataTheory]
    [MemberData(nameof(Files))]
    public async Task RealFile_ImportedExportedAndImportedAgain_HasTheSameSamples(string file)
    {
        using var edf = EdfFile.Open(TestData.PathOf(file));
        var (stored, checksums) = await ImportAsync(edf, file);
        var target = new MemoryStream();
        await server.Get<EdfExport>().WriteAsync(target, file, new ExportRequest(stored, null, Deidentify: false), edf.Header.IsBdf, default);

        using var copy = EdfBytes.Open(target.ToArray());
        foreach (var group in stored.Recording.Groups) Assert.Equal(edf.Checksums(group.Index), copy.Checksums(group.Index));
        Assert.Equal(checksums, (await ImportAsync(copy, file + " again")).Checksums);
    }

    private async Task<(StoredRecording Stored, string[] Checksums)> ImportAsync(EdfFile edf, string id)
    {
        var key = new RecordingKey("p", id);
        await server.Get<RecordingImport>().ImportAsync(new EdfRecordingSource(edf, key, []), "file:test", null, default);
        var log = await server.Get<Berger.Recordings.Audit.IAuditLog>().ReadAsync("p", id, 0, 10_000, default);
        return ((await server.Get<IRecordingCatalog>().FindAsync(key, default))!, [.. log.Select(line => $"{line.Group} {line.Range} {line.Checksum}")]);
    }
}
