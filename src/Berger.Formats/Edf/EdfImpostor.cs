namespace Berger.Formats.Edf;

/// <summary>Recognizes what is no EDF or BDF file, and tells what it is.</summary>
internal static class EdfImpostor
{
    /// <param name="file">Name for the error.</param>
    /// <param name="start">The file's first 256 bytes, or all that it has.</param>
    public static void Check(string file, ReadOnlySpan<byte> start)
    {
        string? problem = Describe(start);
        if (problem is not null) throw new EdfException(file, 0, "version of this data format", problem);
    }

    private static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return "The file is empty. Fetch it again.";
        if (start.StartsWith("version https://git-lfs"u8)) return "This is a Git LFS pointer, not the recording. Run `git lfs pull` where the file came from, and copy it again.";
        if (start.StartsWith("../"u8) || start.StartsWith(".git/annex"u8)) return "This is a git-annex link, not the recording. Run `git annex get` where the file came from, and copy it again.";
        if (LooksLikeMarkup(start)) return "This is a web page or XML, not the recording. A server may have answered with an error page; open the file in a text editor, and fetch it again.";
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "The file is compressed. Unpack it first.";
        if (start.Length < 256) return $"The file has {start.Length} bytes, but a header has at least 256. Fetch it again.";
        if (start[0] == 0xFF || EdfField.Text(start[..8]) == "0") return null;

        // Some writers put another version; the size of the header shows that the rest is EDF.
        bool consistent = EdfField.TryWhole(EdfField.Text(start.Slice(184, 8)), out long header)
            && EdfField.TryWhole(EdfField.Text(start.Slice(252, 4)), out long signals) && header == 256 * (signals + 1);
        return consistent ? null : "The file begins neither with '0' (EDF) nor with byte 255 and 'BIOSEMI' (BDF). It is another format, or damaged.";
    }

    private static bool LooksLikeMarkup(ReadOnlySpan<byte> start)
    {
        var text = start.TrimStart("\uFEFF \t\r\n"u8);
        return !text.IsEmpty && text[0] == '<';
    }
}
