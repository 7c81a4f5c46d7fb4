using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Npgsql;

namespace Berger.Storage.Server.Samples;

/// <summary>Writes a planned append: a few chunks in one round trip, many by binary COPY.</summary>
internal static class PostgresAppend
{
    /// <summary>From so many chunks on, COPY outweighs its round trips.</summary>
    private const int Many = 8;

    private const string Log =
        "ingestion_log (id, patient_id, recording_id, channel_group, chunk_start_sec, chunk_end_sec, start_ns, end_ns, num_samples, checksum, ingested_at, entry_hash)";

    private const string Blocks = "sample_blocks (log_id, recording, channel_group, start_ns, end_ns, data)";

    public static async Task WriteAsync(AppendPlan plan, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (plan.Entries.Count == 0) return;
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (plan.Entries.Count >= Many)
        {
            await CopyAsync(connection, Log, plan.Entries.Select(e => LogValues(e.Entry)), cancellation);
            await CopyAsync(connection, Blocks, plan.Entries.Select(e => BlockValues(e.Chunk, e.Entry)), cancellation);
        }
        else
        {
            foreach (var (chunk, entry) in plan.Entries)
            {
                batch.Add($"INSERT INTO {Log} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", LogValues(entry));
                batch.Add($"INSERT INTO {Blocks} VALUES ($1, $2, $3, $4, $5, $6)", BlockValues(chunk, entry));
            }
        }

        AddCoverage(batch, plan);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static object[] LogValues(LogEntry entry) =>
    [
        entry.Id, entry.Key.SubjectId, entry.Key.RecordingId, (long)entry.Group, entry.Range.Start.ToDouble(), entry.Range.End.ToDouble(),
        entry.Range.Start.Nanoseconds, entry.Range.End.Nanoseconds, entry.NumSamples, entry.Checksum, entry.IngestedAt.UtcDateTime, entry.Hash,
    ];

    private static object[] BlockValues(Chunk chunk, LogEntry entry) =>
        [entry.Id, chunk.Recording.Id, (long)chunk.Group, chunk.Range.Start.Nanoseconds, chunk.Range.End.Nanoseconds, chunk.Data];

    private static async Task CopyAsync(NpgsqlConnection connection, string table, IEnumerable<object[]> rows, CancellationToken cancellation)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancellation);
        foreach (object[] row in rows) await writer.WriteRowAsync(cancellation, row);
        await writer.CompleteAsync(cancellation);
    }

    /// <summary>A stretch that has grown at its end keeps its line; one that a gap's filling joined to another goes.</summary>
    private static void AddCoverage(NpgsqlBatch batch, AppendPlan plan)
    {
        var added = plan.CoverageChanges.SelectMany(c => c.Added.Select(span => CoverageRow.Of(c.Recording, span))).ToList();
        var kept = added.Select(row => (row.Recording, row.ChannelGroup, row.StartNs)).ToHashSet();
        var gone = plan.CoverageChanges.SelectMany(c => c.Removed.Select(span => CoverageRow.Of(c.Recording, span)))
            .Where(row => !kept.Contains((row.Recording, row.ChannelGroup, row.StartNs))).ToList();
        if (gone.Count > 0)
        {
            batch.Add(
                """
                DELETE FROM coverage c USING unnest($1, $2, $3) AS gone (recording, channel_group, start_ns)
                WHERE c.recording = gone.recording AND c.channel_group = gone.channel_group AND c.start_ns = gone.start_ns
                """,
                Column(gone, row => row.Recording), Column(gone, row => row.ChannelGroup), Column(gone, row => row.StartNs));
        }

        batch.Add(
            """
            INSERT INTO coverage (recording, channel_group, start_ns, end_ns, tolerance_ns, bytes) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
            ON CONFLICT (recording, channel_group, start_ns)
            DO UPDATE SET end_ns = excluded.end_ns, tolerance_ns = excluded.tolerance_ns, bytes = excluded.bytes
            """,
            Column(added, row => row.Recording), Column(added, row => row.ChannelGroup), Column(added, row => row.StartNs),
            Column(added, row => row.EndNs), Column(added, row => row.ToleranceNs), Column(added, row => row.Bytes));
    }

    private static long[] Column(List<CoverageRow> rows, Func<CoverageRow, long> select) => [.. rows.Select(select)];
}
