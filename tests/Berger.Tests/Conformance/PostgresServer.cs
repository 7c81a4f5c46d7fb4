namespace Berger.Tests.Conformance;

/// <summary>
/// The PostgreSQL server that tests may use: the environment variable <c>BERGER_TEST_POSTGRES</c> names a database on it
/// whose user may create others. Each test class makes a database of its own and drops it.
/// </summary>
public static class PostgresServer
{
    public static string? Url { get; } = Environment.GetEnvironmentVariable("BERGER_TEST_POSTGRES") is { Length: > 0 } url ? url : null;

    /// <summary>Why tests on PostgreSQL cannot run here, and what would let them; null when they can.</summary>
    public static string? Missing { get; } = Url is not null ? null :
        "no PostgreSQL to test on; ./test starts one, or: docker run --rm -d -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:16 "
        + "&& export BERGER_TEST_POSTGRES=postgresql://postgres@127.0.0.1:5432/postgres";
}

/// <summary>A fact about PostgreSQL; skipped with the reason where there is no server to test on.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
