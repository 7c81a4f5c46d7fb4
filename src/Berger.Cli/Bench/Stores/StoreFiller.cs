using Berger.Cli.Bench.Signal;
using Berger.Cli.Stores;
using Berger.Recordings.Catalog;
using Berger.Recordings.Ingest;
using Berger.Recordings.Samples;
using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Cli.Bench.Stores;

/// <summary>Fills stores from memory.</summary>
internal sealed class StoreFiller(StoreScope scope, SignalMaterial material)
{
    private const int BlocksPerBatch = 60;

    /// <summary>
    /// Appends recordings as an import would leave them, each stretch of the material compressed only once. Their
    /// overview is left to be made when it is asked for.
    /// </summary>
    public async Task AddImportedAsync(IReadOnlyList<string> names, int seconds, CancellationToken cancellation)
    {
        var templates = material.Blocks.Select(block => (Data: new BlockEncoder().Encode(block), Checksum: block.ComputeChecksum())).ToList();
        foreach (string name in names)
        {
            ProgressLine.Show($"Loading {name}");
            var recording = (await scope.Get<Ingestion>().DeclareAsync(new LoopedRecording(name, material, seconds).Recording, cancellation)).Recording;
            var chunks = Enumerable.Range(0, seconds / SignalMaterial.StretchSeconds).Select(i => ToChunk(recording, i, templates[i % templates.Count]));
            await scope.Get<ISampleStore>().AppendAsync([.. chunks], cancellation);
            await scope.Get<IRecordingCatalog>().CompleteAsync(recording.Id, cancellation);
        }
    }

    /// <summary>Appends a recording in the blocks that a device would have sent, 60 in each transaction.</summary>
    public async Task AddStreamedAsync(string name, int seconds, CancellationToken cancellation)
    {
        var ingestion = scope.Get<Ingestion>();
        var source = new LoopedRecording(name, material, seconds);
        var recording = (await ingestion.DeclareAsync(source.Recording, cancellation)).Recording;
        var group = recording.Recording.Groups[0];
        foreach (var batch in source.ReadBlocks(0, Seconds.From(1.0)).Chunk(BlocksPerBatch))
        {
            ProgressLine.Show($"Loading {name}: {batch[0].Start} s");
            await ingestion.IngestAsync(recording, [.. batch.Select(block => (group, block))], cancellation);
        }

        await ingestion.CompleteAsync(recording, scope.Get<IRecordingCatalog>(), cancellation);
    }

    private Chunk ToChunk(StoredRecording recording, int index, (byte[] Data, string Checksum) template)
    {
        var block = material.Blocks[index % material.Blocks.Count];
        var start = Seconds.From((double)index * SignalMaterial.StretchSeconds);
        return new Chunk(recording, 0, new TimeRange(start, start + block.Range.Duration), block.SampleCount, template.Data, template.Checksum);
    }
}
