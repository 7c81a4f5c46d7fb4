namespace Berger.Recordings;

/// <summary>Which stores are used. What is unset runs embedded.</summary>
public sealed record BergerSettings
{
    /// <summary>Folder of SQLite files and artifacts (<c>BERGER_DATA</c>); <c>./berger-data</c> when unset.</summary>
    public string DataFolder { get; init; } = "berger-data";

    /// <summary>PostgreSQL for recordings (<c>DATABASE_URL</c>), such as <c>postgresql://user:password@host:5432/db</c>; null for SQLite.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>The settings in the environment.</summary>
    public static BergerSettings FromEnvironment() => new()
    {
        DataFolder = Variable("BERGER_DATA") ?? "berger-data",
        DatabaseUrl = Variable("DATABASE_URL"),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
