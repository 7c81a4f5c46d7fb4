using Berger.Storage.Embedded;
using Berger.Storage.Embedded.Annotations;
using Berger.Storage.Embedded.Audit;
using Berger.Storage.Embedded.Catalog;
using Berger.Storage.Embedded.Samples;
using Microsoft.Data.Sqlite;

namespace Berger.Tests.Conformance;

/// <summary>The stores in a SQLite file in a temporary folder.</summary>
public sealed class SqliteStores : Stores
{
    private readonly List<SqliteStores> opened = [];
    private SqliteDatabase? database;

    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), "berger-" + Path.GetRandomFileName());

    public override Task InitializeAsync()
    {
        database = SqliteDatabase.Open(Folder);
        Catalog = new SqliteRecordingCatalog(database, Clock);
        Samples = new SqliteSampleStore(database, Clock);
        Annotations = new SqliteAnnotationStore(database, Clock);
        Log = new SqliteAuditLog(database);
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        foreach (var other in opened) other.database?.Dispose();
        database?.Dispose();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    public override async Task<Stores> OpenAgainAsync()
    {
        var other = new SqliteStores { Folder = Folder };
        await other.InitializeAsync();
        lock (opened) opened.Add(other);
        return other;
    }

    public override async Task<object?> ExecuteAsync(string sql)
    {
        string file = Path.Combine(Folder, "berger.db");
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False;Recursive Triggers=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
