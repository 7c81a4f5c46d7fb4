using System.Data;
using Berger.Recordings;
using Dapper;
using Npgsql;

namespace Berger.Storage.Server;

/// <summary>
/// One PostgreSQL database, shared by several servers: a pool of connections and the schema. Every commit is on the
/// server's disk before it returns, as its setting <c>synchronous_commit</c> says.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlConnectionStringBuilder settings;
    private readonly NpgsqlDataSource source;

    static PostgresDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Prepares a pool; connects to nothing yet.</summary>
    /// <param name="url"><c>postgresql://user:password@host:5432/database</c>, or an Npgsql connection string.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public PostgresDatabase(string url)
    {
        settings = PostgresUrl.Parse(url);
        SetDefault("Application Name", "berger");
        SetDefault("Maximum Pool Size", 50);
        SetDefault("Max Auto Prepare", 50);
        SetDefault("Auto Prepare Min Usages", 2);
        SetDefault("Read Buffer Size", 65_536);
        SetDefault("Write Buffer Size", 65_536);
        source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Host, port and database; no user and no password.</summary>
    public string Place => $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";

    /// <summary>
    /// Creates the schema, or brings it to this version. Several servers may do so at once: one works, the others wait.
    /// A user who may not create tables may run Berger on a schema that is up to date.
    /// </summary>
    /// <returns>How many steps were taken; 0 when the schema was up to date.</returns>
    /// <exception cref="IOException">The schema is of a newer Berger, or the database cannot hold it.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or does not let Berger in.</exception>
    public Task<int> UpgradeAsync(CancellationToken cancellation) =>
        ReadAsync(connection => new PostgresSchema(connection, Place).UpgradeAsync(cancellation), cancellation);

    /// <summary>Runs reading work on a connection of the pool.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot answer now.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await OpenConnectionAsync(cancellation);
        try
        {
            return await work(connection);
        }
        catch (NpgsqlException error) when (PostgresErrors.IsUnavailable(error))
        {
            // What else lies in the pool was connected to the same server, and is likely to be as dead.
            source.Clear();
            throw error.ToUnavailable(settings);
        }
    }

    /// <summary>
    /// Runs one transaction, which is durable when the task completes. It is not run again when it fails: after a
    /// <see cref="StoreUnavailableException"/> it may have been committed or not.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancellation) =>
        ReadAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
            var result = await work(connection, transaction);
            await transaction.CommitAsync(cancellation);
            return result;
        }, cancellation);

    public void Dispose() => source.Dispose();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation);
        }
        catch (NpgsqlException error)
        {
            throw error.ToUnavailable(settings);
        }
    }

    private void SetDefault(string keyword, object value)
    {
        if (!settings.ContainsKey(keyword)) settings[keyword] = value;
    }
}
