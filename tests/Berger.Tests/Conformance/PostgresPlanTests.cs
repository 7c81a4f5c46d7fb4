using System.Text.RegularExpressions;
using Berger.Storage.Server.Samples;
using Npgsql;

namespace Berger.Tests.Conformance;

/// <summary>
/// How PostgreSQL finds blocks: in one partition, by the key, with no step that grows with the recording, whether its
/// statistics know the recording or are older than it.
/// </summary>
[OnPostgres]
public sealed partial class PostgresPlanTests(PostgresStores stores) : StoreConformance(stores), IClassFixture<PostgresStores>
{
    [PostgresFact]
    public async Task Select_LongRecording_LooksAtAFewRowsOfOnePartition()
    {
        await FillAsync();
        foreach (string mode in new[] { "force_generic_plan", "force_custom_plan" })
        {
            foreach (int recording in new[] { 7, 99 })
            {
                foreach (int start in new[] { 5, 6_005, 12_455 })
                    AssertSmall(await ExplainAsync(mode, PostgresSampleStore.SelectRange, 4, $"{recording}, 0, {start}, {start + 30}"), mostRows: 4);
                AssertSmall(await ExplainAsync(mode, PostgresSampleStore.SelectAfter, 3, $"{recording}, {(recording == 99 ? 50_100 : 30_000)}, 5"), mostRows: 5);
            }
        }
    }

    private static void AssertSmall(string plan, int mostRows)
    {
        Assert.DoesNotContain("Seq Scan on sample_blocks", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on ingestion_log", plan, StringComparison.Ordinal);
        Assert.All(ActualRows().Matches(plan), match => Assert.InRange(int.Parse(match.Groups[1].Value), 0, mostRows));
        Assert.Single(Partition().Matches(plan).Select(match => match.Value).Distinct());
    }

    /// <summary>40 recordings of 1,250 tiny blocks, and one more that came after the statistics.</summary>
    private async Task FillAsync() => await Stores.ExecuteAsync(
        """
        INSERT INTO recordings (id, patient_id, recording_id, created_at) SELECT i, 'p', i::text, now() FROM generate_series(1, 99) i;
        INSERT INTO ingestion_log SELECT i, 'p', (1 + i % 40)::text, 0, i, i + 1, (i / 40) * 10, (i / 40) * 10 + 10, 1, 'c', now(), '\x00' FROM generate_series(1, 50000) i;
        INSERT INTO sample_blocks SELECT i, 1 + (i % 40), 0, (i / 40) * 10, (i / 40) * 10 + 10, '\x00' FROM generate_series(1, 50000) i;
        ANALYZE;
        INSERT INTO ingestion_log SELECT 50000 + i, 'p', '99', 0, i, i + 1, i * 10, i * 10 + 10, 1, 'c', now(), '\x00' FROM generate_series(1, 5000) i;
        INSERT INTO sample_blocks SELECT 50000 + i, 99, 0, i * 10, i * 10 + 10, '\x00' FROM generate_series(1, 5000) i;
        """);

    private async Task<string> ExplainAsync(string mode, string sql, int parameters, string values)
    {
        await using var connection = new NpgsqlConnection(((PostgresStores)Stores).ConnectionString);
        await connection.OpenAsync();
        string types = string.Join(", ", Enumerable.Repeat("bigint", parameters));
        await using var prepare = new NpgsqlCommand($"SET plan_cache_mode = {mode}; PREPARE planned ({types}) AS {sql}", connection);
        await prepare.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE planned ({values})", connection);
        var lines = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"\(actual rows=(\d+)")]
    private static partial Regex ActualRows();

    [GeneratedRegex(@"(?<= on )sample_blocks_\d+(?=_pkey| )")]
    private static partial Regex Partition();
}
