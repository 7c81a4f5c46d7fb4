using Berger.Storage.Server;
using Npgsql;

namespace Berger.Cli.Bench.Stores;

/// <summary>A database that is dropped when disposed of.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly string name;

    private BenchDatabase(string server, string name, string connectionString)
    {
        (this.server, this.name) = (server, name);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <exception cref="CommandException">The server cannot be reached, or lets the user create no database.</exception>
    public static async Task<BenchDatabase> CreateAsync(string databaseUrl, CancellationToken cancellation)
    {
        var settings = PostgresUrl.Parse(databaseUrl);
        string name = $"berger_bench_{Guid.NewGuid():N}";
        try
        {
            await ExecuteAsync(settings.ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", cancellation);
        }
        catch (NpgsqlException error)
        {
            throw new CommandException(ExitCodes.ServiceUnreachable,
                $"No database can be created at {settings.Host}:{settings.Port}: {error.Message}. Correct DATABASE_URL, give its user CREATEDB, or run with --store sqlite.");
        }

        return new BenchDatabase(settings.ConnectionString, name, new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = name }.ConnectionString);
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
