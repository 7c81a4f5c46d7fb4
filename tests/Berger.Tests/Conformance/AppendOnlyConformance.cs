using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>What has been stored is neither changed nor erased, whoever asks: the database itself refuses.</summary>
public abstract class AppendOnlyConformance(Stores stores) : StoreConformance(stores)
{
    protected static readonly string[] Tables = ["recordings", "channels", "ingestion_log", "sample_blocks", "annotations"];

    /// <summary>Statements that would change or erase a stored row.</summary>
    protected abstract IEnumerable<string> Attempts { get; }

    [StoreFact]
    public async Task AlterOrErase_AnyTable_IsRefusedAndChangesNothing()
    {
        var stored = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b"));
        var key = stored.Recording.Key;
        await Stores.Samples.AppendAsync([Given.Chunk(stored, 0), Given.Chunk(stored, 256, seed: 1)], default);
        var first = (await Stores.Annotations.AddAsync(key, [Given.Seizure(1), Given.Seizure(2)], default))[0];
        await Stores.Annotations.AddAsync(key, [Given.Seizure(3, supersedes: first.Id)], default);
        string before = await DescribeAsync(key, stored.Id);

        var allowed = new List<string>();
        foreach (string attempt in Attempts)
        {
            try
            {
                await Stores.ExecuteAsync(attempt);
                allowed.Add(attempt);
            }
            catch (System.Data.Common.DbException error) when (IsRefusal(error.Message))
            {
                Assert.Equal(before, await DescribeAsync(key, stored.Id));
            }
        }

        Assert.Empty(allowed);
        Assert.Equal(before, await DescribeAsync(key, stored.Id));
    }

    [StoreFact]
    public async Task Complete_AtTheShell_IsAllowed()
    {
        var stored = await Stores.DeclareAsync();
        await Stores.ExecuteAsync($"UPDATE recordings SET completed_at = created_at WHERE id = {stored.Id}");
        Assert.Equal(Berger.Recordings.Catalog.RecordingState.Complete, (await Stores.Catalog.FindAsync(stored.Recording.Key, default))!.State);
    }

    /// <summary>Statements on every table and on every of its columns.</summary>
    protected static IEnumerable<string> CommonAttempts()
    {
        (string Table, string[] Columns)[] tables =
        [
            ("recordings", ["id", "patient_id", "recording_id", "start_time", "created_at"]),
            ("channels", ["recording", "position", "label", "unit", "sampling_rate", "digital_min", "digital_max", "physical_min", "physical_max", "transducer", "prefiltering"]),
            ("ingestion_log", ["id", "patient_id", "recording_id", "channel_group", "chunk_start_sec", "chunk_end_sec", "start_ns", "end_ns", "num_samples", "checksum", "ingested_at", "entry_hash"]),
            ("sample_blocks", ["log_id", "recording", "channel_group", "start_ns", "end_ns", "data"]),
            ("annotations", ["id", "recording", "onset_ns", "duration_ns", "text", "channels", "author", "origin", "supersedes", "created_at"]),
        ];
        foreach (var (table, columns) in tables)
        {
            foreach (string column in columns) yield return $"UPDATE {table} SET {column} = {column}";
            yield return $"DELETE FROM {table}";
        }

        yield return "UPDATE recordings SET completed_at = created_at, patient_id = 'mallory'";
        yield return "UPDATE sample_blocks SET data = data WHERE start_ns = 0";
        yield return "DELETE FROM ingestion_log WHERE id = (SELECT max(id) FROM ingestion_log)";
    }

    /// <summary>Whether an error is the answer of the guards rather than, say, a mistake in the attempt.</summary>
    private static bool IsRefusal(string message) =>
        message.Contains("append-only", StringComparison.Ordinal) || message.Contains("superseded, not", StringComparison.Ordinal)
        || message.Contains("a declared recording", StringComparison.Ordinal);

    private async Task<string> DescribeAsync(RecordingKey key, long id)
    {
        var summary = await Stores.Catalog.SummarizeAsync(key, default);
        var blocks = await Stores.Samples.ReadAfterAsync(id, 0, 100, default);
        var annotations = await Stores.Annotations.ReadAsync(key, null, default);
        var log = await Stores.VerifyLogAsync();
        return string.Join('\n', [
            summary!.Stored.ToString(), .. summary.Stored.Recording.Channels.Select(c => c.ToString()), .. summary.Coverage.Select(c => c.ToString()),
            .. blocks.Select(b => $"{b} {Convert.ToHexString(b.Data)}"), .. annotations.Select(a => a.ToString()),
            .. log.Select(e => $"{e} {Convert.ToHexString(e.Hash)}")]);
    }
}
