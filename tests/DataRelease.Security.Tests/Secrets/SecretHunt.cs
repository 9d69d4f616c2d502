using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;

namespace DataRelease.Security.Tests.Secrets;

/// <summary>
/// Looks for planted secrets in whatever a run left: as text in several encodings, in base64 at each of its three
/// offsets, escaped for a URL, JSON, HTML or YAML, in hexadecimal, and inside anything that is compressed.
/// </summary>
public sealed class SecretHunt
{
    private readonly List<(string Secret, string Form, byte[] Bytes)> _wanted = [];
    private readonly List<string> _found = [];

    public SecretHunt(params IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets)
        {
            void Want(string form, byte[] bytes) => _wanted.Add((secret, form, bytes));
            Want("plain", Encoding.UTF8.GetBytes(secret));
            Want("UTF-16", Encoding.Unicode.GetBytes(secret));
            Want("URL", Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret)));
            Want("JSON", Encoding.UTF8.GetBytes(JavaScriptEncoder.Default.Encode(secret)));
            Want("HTML", Encoding.UTF8.GetBytes(HtmlEncoder.Default.Encode(secret)));
            Want("SQL or YAML", Encoding.UTF8.GetBytes(secret.Replace("'", "''", StringComparison.Ordinal)));
            Want("hexadecimal", Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))));
            for (var offset = 0; offset < 3; offset++)
            {
                // What surrounds it changes the first and the last characters only.
                var text = Convert.ToBase64String([.. new byte[offset], .. Encoding.UTF8.GetBytes(secret)]);
                Want($"base64 + {offset}", Encoding.UTF8.GetBytes(text[(offset == 0 ? 0 : 4)..^4]));
            }
        }
    }

    /// <summary>Where something was found.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Places looked at.</summary>
    public int Places { get; private set; }

    public void In(string place, string text) => In(place, Encoding.UTF8.GetBytes(text));

    public void In(string place, byte[] bytes, int depth = 0)
    {
        Places++;
        foreach (var (_, form, wanted) in _wanted.DistinctBy(wanted => Convert.ToBase64String(wanted.Bytes)))
        {
            var at = bytes.AsSpan().IndexOf(wanted);
            if (at >= 0)
                _found.Add($"{place}: {form} at {at}");
        }
        if (depth > 3)
            return;
        for (var at = 0; at + 4 < bytes.Length; at++)
        {
            if (
                bytes[at] == 0x1f
                && bytes[at + 1] == 0x8b
                && bytes[at + 2] == 8
                && Unpack(() =>
                    new GZipStream(new MemoryStream(bytes, at, bytes.Length - at), CompressionMode.Decompress)
                )
                    is { Length: > 0 } content
            )
                In($"{place} (gzip at {at})", content, depth + 1);
        }
        if (bytes.Length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3)
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                In($"{place}!{entry.FullName}", copy.ToArray(), depth + 1);
            }
        }
    }

    public void InFolder(string folder, params IReadOnlyList<string> except)
    {
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !except.Contains(Path.GetFileName(file)))
        )
        {
            if (new FileInfo(file).Length < 200 << 20)
                In(file, File.ReadAllBytes(file));
            In($"the name of {file}", Path.GetFileName(file));
        }
    }

    /// <summary>Every value of every column of every table in the ledger.</summary>
    public async Task InLedgerAsync(Warehouses.Warehouse warehouse, string schema = "data_release")
    {
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        foreach (
            var relation in await warehouse.ReadRelationsAsync(session, [schema], TestContext.Current.CancellationToken)
        )
        {
            foreach (var column in relation.Columns)
            {
                var values = await session.QueryAsync(
                    $"select {new Warehouses.Identifier(column.Name)} from {relation.Name}",
                    row => row.IsDBNull(0) ? null : row.GetValue(0),
                    TestContext.Current.CancellationToken
                );
                foreach (var value in values)
                {
                    var bytes = value switch
                    {
                        null => [],
                        byte[] own => own,
                        Stream stream => Read(stream),
                        _ => Encoding.UTF8.GetBytes(
                            Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""
                        ),
                    };
                    In($"ledger {relation.Name.Name}.{column.Name}", bytes);
                }
            }
        }
    }

    public void NothingWasFound()
    {
        Places.ShouldBeGreaterThan(0);
        _found.ShouldBeEmpty();
    }

    private static byte[] Read(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[]? Unpack(Func<Stream> open)
    {
        try
        {
            using var stream = open();
            return Read(stream);
        }
        catch (InvalidDataException)
        {
            // Two bytes that only look like a beginning.
            return null;
        }
    }
}
