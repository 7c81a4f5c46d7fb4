using System.Net.Sockets;
using Berger.Recordings;
using Npgsql;

namespace Berger.Storage.Server;

/// <summary>Says what is wrong with a server, and how to put it right.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether an error means that the server cannot answer now, rather than that it refuses what was asked.</summary>
    public static bool IsUnavailable(NpgsqlException error) => error is PostgresException answer
        ? answer.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or ['5', '8', ..] or PostgresErrorCodes.ReadOnlySqlTransaction
        : error.InnerException is IOException or SocketException or TimeoutException;

    public static StoreUnavailableException ToUnavailable(this NpgsqlException error, NpgsqlConnectionStringBuilder settings) =>
        new(Describe(error, settings, $"PostgreSQL at {settings.Host}:{settings.Port}"), error);

    private static string Describe(NpgsqlException error, NpgsqlConnectionStringBuilder settings, string server) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"{server} has no database {settings.Database ?? settings.Username}. Create it: createdb -h {settings.Host} -p {settings.Port} "
            + $"-U {settings.Username} -T template0 -E UTF8 {settings.Database ?? settings.Username}, or correct DATABASE_URL.",
        PostgresException { SqlState: [.. "28", _, _, _] } answer =>
            $"{server} does not let user {settings.Username} in: {answer.MessageText}. Correct the user and password in DATABASE_URL; "
            + "characters such as @ : / ? # % must be percent-encoded there.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            $"{server} has no connection left. Raise its max_connections, or set a lower 'Maximum Pool Size' in DATABASE_URL.",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"{server} has run out of disk space. Make room; nothing that was confirmed is lost.",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            $"{server} takes no writes: it is a standby or in recovery. Point DATABASE_URL to the primary.",
        PostgresException answer => $"{server} cannot answer now: {answer.MessageText} ({answer.SqlState}). Wait until it has started, and see its log.",
        { InnerException: TimeoutException } =>
            $"{server} did not answer in time: {error.Message.TrimEnd('.')}. See whether it is overloaded or a connection is blocked (pg_stat_activity).",
        { InnerException: null } => $"{server} cannot be connected to: {error.Message.TrimEnd('.')}. Correct DATABASE_URL.",
        _ => $"{server} cannot be reached: {error.InnerException!.Message.TrimEnd('.')}. Start it (docker compose up -d postgres), or correct DATABASE_URL.",
    };
}
