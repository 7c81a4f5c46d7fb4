using Npgsql;

namespace Berger.Storage.Server;

/// <summary>Reads what <c>DATABASE_URL</c> may hold: a URL as libpq knows it, or an Npgsql connection string.</summary>
public static class PostgresUrl
{
    /// <summary>libpq's names that Npgsql writes otherwise.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["dbname"] = "Database",
        ["hostaddr"] = "Host",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["sslmode"] = "SSL Mode",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["channel_binding"] = "Channel Binding",
        ["target_session_attrs"] = "Target Session Attributes",
        ["client_encoding"] = "Client Encoding",
        ["passfile"] = "Passfile",
    };

    /// <exception cref="FormatException">It is neither; the message says what is expected and repeats no password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var settings = IsUrl(text) ? ParseUrl(text) : ParseConnectionString(text);
        if (string.IsNullOrEmpty(settings.Host)) throw new FormatException($"DATABASE_URL names no host. {Expected}");
        return settings;
    }

    private const string Expected =
        "Write postgresql://user:password@host:5432/database (with @ : / ? # % in user and password percent-encoded), or an Npgsql connection string.";

    private static bool IsUrl(string text) =>
        text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && text.Contains("://", StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder ParseConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"DATABASE_URL cannot be read: {error.Message} {Expected}", error);
        }
    }

    private static NpgsqlConnectionStringBuilder ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) throw new FormatException($"DATABASE_URL is not a valid URL. {Expected}");
        var settings = new NpgsqlConnectionStringBuilder();
        if (url.Host.Length > 0) settings.Host = Uri.UnescapeDataString(url.Host.Trim('[', ']'));
        if (url.Port > 0) settings.Port = url.Port;
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0) settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) settings.Password = Uri.UnescapeDataString(user[1]);
        string database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (database.Length > 0) settings.Database = database;
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            Set(settings, Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        string keyword = Names.GetValueOrDefault(name, name);
        try
        {
            // verify-full and read-write are VerifyFull and ReadWrite to Npgsql.
            settings[keyword] = keyword is "SSL Mode" or "Target Session Attributes" or "Channel Binding" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new FormatException($"The parameter {name} of DATABASE_URL, or its value, is not known. Remove or correct it.", error);
        }
    }
}
