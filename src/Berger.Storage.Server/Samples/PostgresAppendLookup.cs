using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Npgsql;

namespace Berger.Storage.Server.Samples;

/// <summary>
/// What planning an append looks up: everything for the whole batch at once, so that round trips do not grow with it.
/// </summary>
internal sealed class PostgresAppendLookup(IReadOnlyList<Chunk> chunks, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAppendLookup
{
    /// <summary>What writers of the log take turns on: the bytes of <c>BergerLo</c>.</summary>
    private const long Lock = 0x4265726765724C6F;

    private readonly Dictionary<(long Recording, int Group), List<ExistingChunk>> existing = [];
    private ILookup<(long Recording, int Group), CoverageSpan>? coverage;

    /// <inheritdoc/>
    /// <remarks>Each statement after the lock sees what the writer before has committed, for the transaction is READ COMMITTED.</remarks>
    public async Task<LogHead> LockLogAsync(CancellationToken cancellation)
    {
        var lanes = chunks.Select(chunk => (Recording: chunk.Recording.Id, Group: (long)chunk.Group)).Distinct().ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add("SELECT pg_advisory_xact_lock($1)", Lock);
        batch.Add("SELECT id, entry_hash FROM ingestion_log ORDER BY id DESC LIMIT 1");
        batch.Add(
            """
            SELECT recording, channel_group, start_ns, end_ns, tolerance_ns, bytes FROM coverage
            JOIN unnest($1, $2) AS lane (recording, channel_group) USING (recording, channel_group) ORDER BY start_ns
            """,
            lanes.ConvertAll(lane => lane.Recording), lanes.ConvertAll(lane => lane.Group));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var head = await reader.ReadAsync(cancellation) ? new LogHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : LogHead.Empty;
        await reader.NextResultAsync(cancellation);
        coverage = await ReadCoverageAsync(reader, cancellation);
        return head;
    }

    public Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, int group, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<CoverageSpan>>([.. coverage![(recording, group)]]);

    public async Task<ExistingChunk?> FindLastBeforeAsync(long recording, int group, Seconds end, CancellationToken cancellation)
    {
        if (!existing.TryGetValue((recording, group), out var known))
            known = existing[(recording, group)] = await ReadExistingAsync(recording, group, cancellation);
        int index = known.BinarySearch(new ExistingChunk(0, new TimeRange(end, end), ""), ByStart);
        int count = index < 0 ? ~index : index;
        return count == 0 ? null : known[count - 1];
    }

    private static readonly Comparer<ExistingChunk> ByStart = Comparer<ExistingChunk>.Create((a, b) => a.Range.Start.CompareTo(b.Range.Start));

    private static async Task<ILookup<(long Recording, int Group), CoverageSpan>> ReadCoverageAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var spans = new List<(long Recording, CoverageSpan Span)>();
        while (await reader.ReadAsync(cancellation))
        {
            spans.Add((reader.GetInt64(0), new CoverageSpan(
                (int)reader.GetInt64(1), reader.GetRange(2, 3), new Seconds(reader.GetInt64(4)), reader.GetInt64(5))));
        }

        return spans.ToLookup(row => (row.Recording, row.Span.Group), row => row.Span);
    }

    /// <summary>The stored chunks from the last one that starts at or before the batch's first, by start.</summary>
    private async Task<List<ExistingChunk>> ReadExistingAsync(long recording, int group, CancellationToken cancellation)
    {
        var mine = chunks.Where(chunk => chunk.Recording.Id == recording && chunk.Group == group).ToList();
        await using var command = connection.Command(
            $"""
            SELECT log_id, start_ns, end_ns, (SELECT checksum FROM ingestion_log WHERE id = log_id) FROM sample_blocks
            WHERE recording = $1 AND channel_group = $2 AND start_ns < $4 AND start_ns >= {PostgresSampleStore.LowerBound}
            ORDER BY start_ns
            """,
            recording, (long)group, mine.Min(chunk => chunk.Range.Start).Nanoseconds, mine.Max(chunk => chunk.Range.End).Nanoseconds);
        var found = new List<ExistingChunk>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) found.Add(new ExistingChunk(reader.GetInt64(0), reader.GetRange(1, 2), reader.GetString(3)));
        return found;
    }
}
