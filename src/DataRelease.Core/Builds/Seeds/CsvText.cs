using System.Globalization;
using DataRelease.Errors;
using Sylvan.Data.Csv;

namespace DataRelease.Builds.Seeds;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line at which it begins, from 1.</param>
/// <param name="Fields">The fields without quotes; none for an empty line.</param>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>The format of a CSV file.</summary>
/// <param name="Delimiter">The character between fields.</param>
/// <param name="Quote">The character around a field with delimiters or line ends; null if no field is quoted.</param>
internal sealed record CsvForm(char Delimiter = ',', char? Quote = '"');

/// <summary>
/// Parses CSV like Python's <c>csv</c> module, which dbt uses: any line end, a quote inside an unquoted field as
/// itself, text after a closing quote as part of the field, empty lines as records. One thing that Python accepts is
/// refused: a quote that is never closed, because it swallows the rest of the file.
/// </summary>
internal static class CsvText
{
    /// <summary>All records, including the header.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="form">The file's format.</param>
    /// <param name="file">The file's name in errors.</param>
    /// <exception cref="ReleaseException">DR3008.</exception>
    public static IReadOnlyList<CsvRecord> Read(string text, CsvForm form, string file)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (form.Quote is { } quote)
            RefuseOpen(lines, form.Delimiter, quote, file);
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = form.Delimiter,
            // A text contains no NUL, so NUL as a quote quotes nothing, and as a comment sign begins no comment.
            Quote = form.Quote ?? '\0',
            Escape = form.Quote ?? '\0',
            CsvStyle = CsvStyle.Lax,
            Comment = '\0',
            ResultSetMode = ResultSetMode.SingleResult,
            MaxBufferSize = 1 << 30,
            Culture = CultureInfo.InvariantCulture,
        };
        var records = new List<CsvRecord>();
        using var reader = CsvDataReader.Create(new StringReader(lines), options);
        var line = 1;
        while (reader.Read())
        {
            var fields = new string[reader.RowFieldCount];
            for (var at = 0; at < fields.Length; at++)
                fields[at] = reader.GetString(at);
            records.Add(new CsvRecord(line, fields is [""] ? [] : fields));
            line += 1 + fields.Sum(field => field.AsSpan().Count('\n'));
        }
        return records;
    }

    private static void RefuseOpen(string text, char delimiter, char quote, string file)
    {
        var (line, opened, isStart, isOpen) = (1, 0, true, false);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\n')
                line++;
            if (isOpen)
            {
                if (character != quote)
                    continue;
                if (at + 1 < text.Length && text[at + 1] == quote)
                    at++;
                else
                    isOpen = false;
            }
            else if (isStart && character == quote)
            {
                (isOpen, isStart, opened) = (true, false, line);
            }
            else
            {
                isStart = character == delimiter || character == '\n';
            }
        }
        if (isOpen)
            throw new ReleaseException(
                ErrorCode.SeedInvalid,
                "a quote is opened here and never closed",
                null,
                new SourceLocation(file, opened, 1)
            );
    }
}
