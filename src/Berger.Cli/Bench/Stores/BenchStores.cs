using Npgsql;

namespace Berger.Cli.Bench.Stores;

/// <summary>Makes fresh stores: a folder of their own, or a database of their own.</summary>
internal sealed class BenchStores(BenchPlan plan, string folder)
{
    private int count;

    public IEnumerable<StoreKind> Kinds =>
    [
        .. plan.Sqlite ? [StoreKind.Sqlite] : Array.Empty<StoreKind>(),
        .. plan.DatabaseUrl is not null ? [StoreKind.PostgreSql] : Array.Empty<StoreKind>(),
    ];

    /// <summary>An empty store. Dispose it: it is erased then.</summary>
    public async Task<BenchStore> CreateAsync(StoreKind kind, CancellationToken cancellation)
    {
        string place = Path.Combine(folder, $"store-{++count}");
        if (kind == StoreKind.Sqlite) return new BenchStore(new() { DataFolder = place }, null);
        var database = await BenchDatabase.CreateAsync(plan.DatabaseUrl!, cancellation);
        return new BenchStore(new() { DataFolder = place, DatabaseUrl = database.ConnectionString }, database);
    }

    /// <summary>The versions of the databases, and those settings that say what a commit means.</summary>
    public async Task<IReadOnlyList<(string What, string Value)>> DescribeAsync(CancellationToken cancellation)
    {
        var lines = new List<(string, string)>();
        await using (var store = await CreateAsync(StoreKind.Sqlite, cancellation))
            lines.Add(("SQLite", $"{await store.ReadSqliteVersionAsync(cancellation)}, journal_mode WAL, synchronous FULL"));
        if (plan.DatabaseUrl is null) return lines;
        await using var database = await BenchDatabase.CreateAsync(plan.DatabaseUrl, cancellation);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size')",
            connection);
        lines.Add(("PostgreSQL", $"{connection.PostgreSqlVersion}, {await command.ExecuteScalarAsync(cancellation)}"));
        return lines;
    }
}
