using Berger.Cli.Stores;
using Berger.Recordings;
using Berger.Storage.Embedded;
using Dapper;
using Npgsql;

namespace Berger.Cli.Bench.Stores;

/// <summary>A store that is erased when disposed of.</summary>
internal sealed class BenchStore(BergerSettings settings, BenchDatabase? database) : IAsyncDisposable
{
    public BergerSettings Settings => settings;

    public Task<StoreScope> OpenAsync(CancellationToken cancellation) => StoreScope.OpenAsync(settings, cancellation);

    /// <summary>Bytes that the store takes, with its indexes, its log and whatever else belongs to it.</summary>
    public async Task<long> ReadSizeAsync(CancellationToken cancellation)
    {
        if (database is null)
        {
            using var file = SqliteDatabase.Open(settings.DataFolder);
            await using var sqlite = file.OpenConnection();
            await sqlite.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            return await sqlite.ExecuteScalarAsync<long>("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
        }

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<string> ReadSqliteVersionAsync(CancellationToken cancellation)
    {
        using var file = SqliteDatabase.Open(settings.DataFolder);
        await using var connection = file.OpenConnection();
        return (await connection.ExecuteScalarAsync<string>(new CommandDefinition("SELECT sqlite_version()", cancellationToken: cancellation)))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await database.DisposeAsync();
        }

        if (Directory.Exists(settings.DataFolder)) Directory.Delete(settings.DataFolder, recursive: true);
    }
}
