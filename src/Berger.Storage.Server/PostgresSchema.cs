using Dapper;
using Npgsql;

namespace Berger.Storage.Server;

/// <summary>The numbered scripts in <c>Schema/</c>, and which of them a database has seen.</summary>
internal sealed class PostgresSchema(NpgsqlConnection connection, string place)
{
    /// <summary>What upgrading servers take turns on: the bytes of <c>BergerSc</c>.</summary>
    private const long Lock = 0x4265726765725363;

    private static readonly string[] Scripts =
        [.. typeof(PostgresSchema).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];

    public async Task<int> UpgradeAsync(CancellationToken cancellation)
    {
        if (await ReadVersionAsync(cancellation) == Scripts.Length) return 0;
        try
        {
            return await RunScriptsAsync(cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new IOException($"The schema of {place} cannot be brought up to date: {error.MessageText}. Run berger db init as the database's owner.", error);
        }
    }

    private async Task<int> RunScriptsAsync(CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellation);
        int version = await ReadVersionAsync(cancellation);
        if (version > Scripts.Length)
            throw new IOException($"{place} was written by a newer Berger (schema {version}; this one knows {Scripts.Length}). Update Berger.");
        if (version == 0) await PrepareAsync(cancellation);
        foreach (string script in Scripts.Skip(version))
        {
            using var reader = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream(script)!);
            await ExecuteAsync(await reader.ReadToEndAsync(cancellation), cancellation);
        }

        await ExecuteAsync($"INSERT INTO berger_schema SELECT generate_series({version + 1}, {Scripts.Length})", cancellation);
        await transaction.CommitAsync(cancellation);
        return Scripts.Length - version;
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        string? encoding = await connection.ExecuteScalarAsync<string>(new CommandDefinition("SHOW server_encoding", cancellationToken: cancellation));
        if (encoding != "UTF8")
            throw new IOException($"The database {place} keeps text as {encoding}. Create it with: createdb -T template0 -E UTF8 …");
        await ExecuteAsync("CREATE TABLE berger_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellation);
    }

    /// <remarks>
    /// Looks into the catalog as into any table: to_regclass answers from a cache in which, after waiting for the lock,
    /// the table that the one before has just created may still be missing.
    /// </remarks>
    private async Task<int> ReadVersionAsync(CancellationToken cancellation)
    {
        bool known = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'berger_schema' AND schemaname = ANY (current_schemas(false)))",
            cancellationToken: cancellation));
        return known
            ? await connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT coalesce(max(version), 0) FROM berger_schema", cancellationToken: cancellation))
            : 0;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
