using System.Text.Json;

namespace Berger.Recordings;

/// <summary>Which stores are used. What is unset runs embedded.</summary>
public sealed record BergerSettings
{
    /// <summary>The file in the working folder that may hold settings, under the names of the environment variables.</summary>
    public const string FileName = "berger.json";

    /// <summary>Folder of SQLite files and artifacts (<c>BERGER_DATA</c>); <c>./berger-data</c> when unset.</summary>
    public string DataFolder { get; init; } = "berger-data";

    /// <summary>PostgreSQL for recordings (<c>DATABASE_URL</c>), such as <c>postgresql://user:password@host:5432/db</c>; null for SQLite.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>The settings of the environment, and where it is silent those of <c>berger.json</c> in a folder.</summary>
    /// <exception cref="IOException">The file is there and is not an object of texts.</exception>
    public static BergerSettings Read(string folder)
    {
        var file = ReadFile(Path.Combine(folder, FileName));
        return new BergerSettings
        {
            DataFolder = Setting("BERGER_DATA") ?? "berger-data",
            DatabaseUrl = Setting("DATABASE_URL"),
        };

        string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : file.GetValueOrDefault(name);
    }

    private static Dictionary<string, string> ReadFile(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException error)
        {
            throw new IOException($"{path} must be an object of texts, such as {{\"DATABASE_URL\": \"postgresql://…\"}}: {error.Message}", error);
        }
    }
}
