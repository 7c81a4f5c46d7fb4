using System.Data;
using System.Globalization;
using Berger.Recordings;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Berger.Storage.Embedded;

/// <summary>
/// One SQLite file, shared by several processes: write-ahead log, every commit on disk before it returns, writers take
/// turns. Creates and upgrades its schema when opened.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    /// <summary>How long a writer waits for another process's transaction.</summary>
    private const int BusySeconds = 30;

    private readonly string connectionString;
    private readonly SemaphoreSlim writerTurn = new(1);
    private readonly SqliteConnection writer;

    static SqliteDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    private SqliteDatabase(string path)
    {
        Path = path;
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = BusySeconds }.ToString();
        writer = OpenConnection();
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Opens the file <c>berger.db</c> in a folder; creates both, and the schema, where they are missing.</summary>
    /// <exception cref="IOException">The folder or the file cannot be created or opened.</exception>
    public static SqliteDatabase Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var database = new SqliteDatabase(System.IO.Path.Combine(folder, "berger.db"));
        database.UpgradeSchema();
        return database;
    }

    /// <summary>A connection for reading, from the pool. The caller disposes it.</summary>
    public SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new IOException($"{Path} cannot be opened as a database: {error.Message} Check the folder's permissions and space, or choose another with --data.", error);
        }
    }

    /// <summary>Runs one transaction on the only writing connection. It is on disk when the task completes.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be written now, as when the disk is full.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, Task<T>> work, CancellationToken cancellation)
    {
        await writerTurn.WaitAsync(cancellation);
        SqliteTransaction? transaction = null;
        try
        {
            transaction = writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = await work(writer, transaction);
            await transaction.CommitAsync(cancellation);
            return result;
        }
        catch (SqliteException error) when (IsUnavailable(error))
        {
            throw new StoreUnavailableException($"{Path} cannot be written now: {error.Message} Check the disk's space, the folder's permissions, and what else holds the file.", error);
        }
        finally
        {
            End(transaction);
            writerTurn.Release();
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        writerTurn.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
    }

    /// <summary>A UTC instant as SQLite keeps it: ISO 8601 with microseconds.</summary>
    internal static string ToText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset ToTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>Whether trying again later may succeed: busy, locked, read-only, I/O error, full, cannot open (https://sqlite.org/rescode.html).</summary>
    private static bool IsUnavailable(SqliteException error) => error.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14;

    /// <summary>Rolls back what was not committed. After a failed write SQLite has done so itself, and refuses to do it again.</summary>
    private static void End(SqliteTransaction? transaction)
    {
        try
        {
            transaction?.Dispose();
        }
        catch (SqliteException)
        {
            // Whatever made the write fail is being thrown; it must not be hidden by this.
        }
    }

    private void UpgradeSchema()
    {
        var assembly = typeof(SqliteDatabase).Assembly;
        string[] scripts = [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];
        using var transaction = writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        int version = writer.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        if (version > scripts.Length)
            throw new IOException($"{Path} was written by a newer Berger (schema {version}; this one knows {scripts.Length}). Update Berger.");
        foreach (string script in scripts.Skip(version))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
            writer.Execute(reader.ReadToEnd(), transaction: transaction);
        }

        writer.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {scripts.Length}"), transaction: transaction);
        transaction.Commit();
    }
}
