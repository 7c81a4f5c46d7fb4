namespace Berger.Tests.Conformance;

/// <summary>The schema is made and upgraded by whoever comes first, and found by all others.</summary>
public abstract class SchemaConformance(Stores stores) : StoreConformance(stores)
{
    [StoreFact]
    public async Task Upgrade_Again_KeepsWhatIsStored()
    {
        var stored = await Stores.DeclareAsync();
        await Stores.AppendAsync(Given.Chunk(stored, 0));
        var again = await Stores.OpenAgainAsync();
        Assert.Equal(stored.Id, (await again.Catalog.FindAsync(stored.Recording.Key, default))!.Id);
        await again.AppendAsync(Given.Chunk(stored, 256));
        Assert.Equal(2, (await Stores.Samples.ReadAfterAsync(stored.Id, 0, 10, default)).Count);
        await again.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Upgrade_ManyAtOnceOnAnEmptyDatabase_MakesOneSchema()
    {
        var empty = await MakeEmptyAsync();
        try
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(empty.OpenAgainAsync)));
            var stored = await opened[0].DeclareAsync();
            foreach (var stores in opened) Assert.NotNull(await stores.Catalog.FindAsync(stored.Recording.Key, default));
        }
        finally
        {
            await empty.DisposeAsync();
        }
    }

    [StoreFact]
    public async Task Upgrade_SchemaOfANewerBerger_IsRefused()
    {
        var empty = await MakeEmptyAsync();
        try
        {
            await empty.OpenAgainAsync();
            await empty.ExecuteAsync(PretendNewer);
            var error = await Assert.ThrowsAsync<IOException>(empty.OpenAgainAsync);
            Assert.Contains("Update Berger", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await empty.DisposeAsync();
        }
    }

    /// <summary>A statement after which the schema looks like one of a later version.</summary>
    protected abstract string PretendNewer { get; }

    /// <summary>Stores whose database has no schema yet.</summary>
    protected abstract Task<Stores> MakeEmptyAsync();
}

public sealed class SqliteSchemaConformance(SqliteStores stores) : SchemaConformance(stores), IClassFixture<SqliteStores>
{
    protected override string PretendNewer => "PRAGMA user_version = 99";

    protected override Task<Stores> MakeEmptyAsync() => Task.FromResult<Stores>(new SqliteStores());
}

[OnPostgres]
public sealed class PostgresSchemaConformance(PostgresStores stores) : SchemaConformance(stores), IClassFixture<PostgresStores>
{
    protected override string PretendNewer => "INSERT INTO berger_schema VALUES (99)";

    protected override async Task<Stores> MakeEmptyAsync()
    {
        var empty = new PostgresStores();
        await empty.CreateDatabaseAsync();
        return empty;
    }
}
