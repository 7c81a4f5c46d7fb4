using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Berger.Storage.Embedded.Samples;

/// <summary>Blocks, their log and their overview in SQLite.</summary>
public sealed class SqliteSampleStore(SqliteDatabase database, TimeProvider clock) : ISampleStore
{
    private const string SelectBlocks = "SELECT log_id, channel_group, start_ns, end_ns, data FROM sample_blocks";

    public Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<Chunk> chunks, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var lookup = new SqliteAppendLookup(connection, transaction);
            var plan = await AppendPlan.MakeAsync(chunks, lookup, clock.GetUtcNow(), cancellation);
            SqliteAppend.Write(plan, connection, transaction);
            return (IReadOnlyList<AppendResult>)plan.Results;
        }, cancellation);

    public Task<IReadOnlyList<StoredBlock>> ReadAsync(long recording, int group, TimeRange range, CancellationToken cancellation)
    {
        using var connection = database.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            {SelectBlocks}
            WHERE recording = $recording AND channel_group = $group AND start_ns < $end AND end_ns > $start
                AND start_ns >= ifnull((SELECT max(start_ns) FROM sample_blocks
                    WHERE recording = $recording AND channel_group = $group AND start_ns <= $start), $start)
            ORDER BY start_ns
            """;
        command.Parameters.AddWithValue("$recording", recording);
        command.Parameters.AddWithValue("$group", group);
        command.Parameters.AddWithValue("$start", range.Start.Nanoseconds);
        command.Parameters.AddWithValue("$end", range.End.Nanoseconds);
        return Task.FromResult<IReadOnlyList<StoredBlock>>(ReadBlocks(command));
    }

    public Task<IReadOnlyList<StoredBlock>> ReadAfterAsync(long recording, long afterLogId, int limit, CancellationToken cancellation)
    {
        using var connection = database.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = $"{SelectBlocks} WHERE recording = $recording AND log_id > $after ORDER BY log_id LIMIT $limit";
        command.Parameters.AddWithValue("$recording", recording);
        command.Parameters.AddWithValue("$after", afterLogId);
        command.Parameters.AddWithValue("$limit", limit);
        return Task.FromResult<IReadOnlyList<StoredBlock>>(ReadBlocks(command));
    }

    public async Task<IReadOnlyList<CoverageSpan>> ReadCoverageAsync(long recording, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        var rows = await connection.QueryAsync<CoverageRow>(
            "SELECT * FROM coverage WHERE recording = @recording ORDER BY channel_group, start_ns", new { recording });
        return [.. rows.Select(row => row.ToSpan())];
    }

    public Task AppendOverviewAsync(long recording, IReadOnlyList<OverviewSegment> segments, long throughLogId, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO overview_segments (recording, channel_group, level, first_bucket, bucket_count, data)
                VALUES (@recording, @Group, @Level, @FirstBucket, @BucketCount, @Data)
                """,
                segments.Select(s => new { recording, s.Group, s.Level, s.FirstBucket, s.BucketCount, s.Data }), transaction);
            return await connection.ExecuteAsync(
                """
                INSERT INTO overview_progress VALUES (@recording, @throughLogId)
                ON CONFLICT (recording) DO UPDATE SET through_log_id = max(through_log_id, excluded.through_log_id)
                """,
                new { recording, throughLogId }, transaction);
        }, cancellation);

    public async Task<IReadOnlyList<OverviewSegment>> ReadOverviewAsync(
        long recording, int group, int level, long firstBucket, long endBucket, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        var rows = await connection.QueryAsync<(long FirstBucket, long Count, byte[] Data)>(
            """
            SELECT first_bucket, bucket_count, data FROM overview_segments
            WHERE recording = @recording AND channel_group = @group AND level = @level
                AND first_bucket < @endBucket AND first_bucket + bucket_count > @firstBucket
            ORDER BY first_bucket, id
            """,
            new { recording, group, level, firstBucket, endBucket });
        return [.. rows.Select(row => new OverviewSegment(group, level, row.FirstBucket, (int)row.Count, row.Data))];
    }

    public async Task<long> ReadOverviewLogIdAsync(long recording, CancellationToken cancellation)
    {
        await using var connection = database.OpenConnection();
        return await connection.ExecuteScalarAsync<long?>(
            "SELECT through_log_id FROM overview_progress WHERE recording = @recording", new { recording }) ?? 0;
    }

    private static List<StoredBlock> ReadBlocks(SqliteCommand command)
    {
        var blocks = new List<StoredBlock>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            blocks.Add(new StoredBlock(reader.GetInt64(0), reader.GetInt32(1),
                new TimeRange(new Seconds(reader.GetInt64(2)), new Seconds(reader.GetInt64(3))), reader.GetFieldValue<byte[]>(4)));
        }

        return blocks;
    }
}
