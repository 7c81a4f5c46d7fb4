namespace Berger.Cli.Bench.Stores;

/// <summary>What keeps the recordings.</summary>
internal enum StoreKind
{
    Sqlite,

    PostgreSql,
}

internal static class StoreKinds
{
    public static string Name(this StoreKind kind) => kind == StoreKind.Sqlite ? "SQLite" : "PostgreSQL";
}
