using System.Data;
using System.Globalization;
using System.Reflection;
using Berger.Recordings;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

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
        Batteries_V2.Init();
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
        CreateFolder(folder);
        var database = new SqliteDatabase(PathIn(folder));
        database.UpgradeSchema();
        return database;
    }

    /// <summary>The database file of a folder, which need not exist.</summary>
    public static string PathIn(string folder) => System.IO.Path.Combine(folder, "berger.db");

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
            cancellation.ThrowIfCancellationRequested();
            transaction.Commit();
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

    /// <summary>
    /// Rolls back what was not committed. When a write finds the disk full, SQLite has rolled back already, and the rollback
    /// that disposing the transaction sends would fail and leave the connection unusable: it is given an empty transaction.
    /// </summary>
    private void End(SqliteTransaction? transaction)
    {
        bool isOpen = transaction?.Connection is not null;
        if (isOpen && raw.sqlite3_get_autocommit(writer.Handle) != 0) _ = raw.sqlite3_exec(writer.Handle, "BEGIN");
        transaction?.Dispose();
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

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string reason = File.Exists(folder) ? "it is a file" : error.Message.TrimEnd('.');
            throw new IOException($"The folder {System.IO.Path.GetFullPath(folder)} cannot be used for recordings: {reason}. Choose another with --data or BERGER_DATA.", error);
        }
    }

    private void UpgradeSchema()
    {
        var assembly = typeof(SqliteDatabase).Assembly;
        string[] scripts = [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order()];
        if (writer.ExecuteScalar<int>("PRAGMA user_version") == scripts.Length) return;
        try
        {
            RunScripts(assembly, scripts);
        }
        catch (SqliteException error) when (IsUnavailable(error))
        {
            throw new IOException($"{Path} cannot be written: {error.Message} Check the disk's space and the folder's permissions, or choose another with --data.", error);
        }
    }

    private void RunScripts(Assembly assembly, string[] scripts)
    {
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
