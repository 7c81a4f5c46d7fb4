using System.Data;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Dapper;
using Npgsql;

namespace Berger.Storage.Server.Samples;

/// <summary>
/// Blocks, their log and their overview in PostgreSQL. Appending is safe to repeat after a
/// <see cref="Berger.Recordings.StoreUnavailableException"/>: what was stored the first time is found as a duplicate.
/// </summary>
public sealed class PostgresSampleStore(PostgresDatabase database, TimeProvider clock) : ISampleStore
{
    /// <summary>
    /// The blocks of recording $1 and group $2 between $3 and $4. Blocks do not overlap, so the first one to touch the range
    /// is the last one that starts at or before it: a look at the key's index, however long the recording is.
    /// </summary>
    internal const string SelectRange =
        $"""
        SELECT log_id, channel_group, start_ns, end_ns, data FROM sample_blocks
        WHERE recording = $1 AND channel_group = $2 AND start_ns < $4 AND end_ns > $3 AND start_ns >= {LowerBound}
        ORDER BY start_ns
        """;

    /// <summary>
    /// The blocks of recording $1 after log entry $2, at most $3: the log's index gives their keys. Written so that the
    /// planner, which may not know a new recording yet, has no other order to choose.
    /// </summary>
    internal const string SelectAfter =
        """
        SELECT l.id, l.channel_group, l.start_ns, l.end_ns, b.data
        FROM (SELECT id, channel_group, start_ns, end_ns FROM ingestion_log
              WHERE patient_id = (SELECT patient_id FROM recordings WHERE id = $1)
                  AND recording_id = (SELECT recording_id FROM recordings WHERE id = $1) AND id > $2
              ORDER BY id LIMIT $3) l
        CROSS JOIN LATERAL (SELECT data FROM sample_blocks
                            WHERE recording = $1 AND channel_group = l.channel_group AND start_ns = l.start_ns LIMIT 1) b
        ORDER BY l.id
        """;

    /// <summary>The start of the last block of recording $1 and group $2 that starts at or before $3. Not max(start_ns), which may be taken over all of them.</summary>
    internal const string LowerBound =
        """
        coalesce((SELECT start_ns FROM sample_blocks
            WHERE recording = $1 AND channel_group = $2 AND start_ns <= $3 ORDER BY start_ns DESC LIMIT 1), $3)
        """;

    public async Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation)
    {
        if (chunks.Count == 0) return [];
        return await database.WriteAsync(async (connection, transaction) =>
        {
            var lookup = new PostgresAppendLookup(chunks, connection, transaction);
            var plan = await AppendPlan.MakeAsync(chunks, lookup, clock.GetUtcNow(), cancellation);
            await PostgresAppend.WriteAsync(plan, connection, transaction, cancellation);
            return plan.Results;
        }, cancellation);
    }

    public Task<IReadOnlyList<StoredBlock>> ReadAsync(long recording, int group, TimeRange range, CancellationToken cancellation) =>
        ReadBlocksAsync(SelectRange, [recording, (long)group, range.Start.Nanoseconds, range.End.Nanoseconds], cancellation);

    public Task<IReadOnlyList<StoredBlock>> ReadAfterAsync(long recording, long afterLogId, int limit, CancellationToken cancellation) =>
        ReadBlocksAsync(SelectAfter, [recording, afterLogId, (long)limit], cancellation);

    public Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<CoverageSpan>>(async connection =>
        {
            var rows = await connection.QueryAsync<CoverageRow>(new CommandDefinition(
                "SELECT * FROM coverage WHERE recording = @recording ORDER BY channel_group, start_ns", new { recording }, cancellationToken: cancellation));
            return [.. rows.Select(row => row.ToSpan())];
        }, cancellation);

    public Task AppendOverviewAsync(long recording, IReadOnlyList<OverviewSegment> segments, long throughLogId, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var segment in segments)
            {
                batch.Add(
                    "INSERT INTO overview_segments (recording, channel_group, level, first_bucket, bucket_count, data) VALUES ($1, $2, $3, $4, $5, $6)",
                    recording, (long)segment.Group, (long)segment.Level, segment.FirstBucket, (long)segment.BucketCount, segment.Data);
            }

            batch.Add(
                """
                INSERT INTO overview_progress AS known VALUES ($1, $2)
                ON CONFLICT (recording) DO UPDATE SET through_log_id = greatest(known.through_log_id, excluded.through_log_id)
                """,
                recording, throughLogId);
            return await batch.ExecuteNonQueryAsync(cancellation);
        }, cancellation);

    public Task<IReadOnlyList<OverviewSegment>> ReadOverviewAsync(
        long recording, int group, int level, long firstBucket, long endBucket, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<OverviewSegment>>(async connection =>
        {
            var rows = await connection.QueryAsync<(long FirstBucket, long Count, byte[] Data)>(new CommandDefinition(
                """
                SELECT first_bucket, bucket_count, data FROM overview_segments
                WHERE recording = @recording AND channel_group = @group AND level = @level
                    AND first_bucket < @endBucket AND first_bucket + bucket_count > @firstBucket
                ORDER BY first_bucket, id
                """,
                new { recording, group, level, firstBucket, endBucket }, cancellationToken: cancellation));
            return [.. rows.Select(row => new OverviewSegment(group, level, row.FirstBucket, (int)row.Count, row.Data))];
        }, cancellation);

    public Task<long> ReadOverviewLogIdAsync(long recording, CancellationToken cancellation) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT through_log_id FROM overview_progress WHERE recording = @recording", new { recording }, cancellationToken: cancellation)) ?? 0, cancellation);

    private Task<IReadOnlyList<StoredBlock>> ReadBlocksAsync(string sql, object[] parameters, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredBlock>>(async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            var blocks = new List<StoredBlock>();
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                blocks.Add(new StoredBlock(reader.GetInt64(0), (int)reader.GetInt64(1), reader.GetRange(2, 3),
                    await reader.GetFieldValueAsync<byte[]>(4, cancellation)));
            }

            return blocks;
        }, cancellation);
}
