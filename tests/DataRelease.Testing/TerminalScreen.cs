using System.Globalization;
using System.Text;

namespace DataRelease.Testing;

/// <summary>
/// What a terminal shows after the characters that were written to it: cursor moves, erasing and line wraps are done,
/// colours are counted and not kept. Lines that scrolled off the top stay readable in <see cref="Text"/>.
/// </summary>
public sealed class TerminalScreen
{
    private const char Escape = '\u001b';

    private readonly List<StringBuilder> _lines = [new()];
    private readonly StringBuilder _sequence = new();
    private int _columns;
    private int _rows;
    private int _row;
    private int _column;

    /// <summary>An empty screen of a size, in characters.</summary>
    public TerminalScreen(int columns, int rows) => (_columns, _rows) = (columns, rows);

    /// <summary>False while the program hides the cursor.</summary>
    public bool IsCursorVisible { get; private set; } = true;

    /// <summary>How often a colour was asked for; resets and bold don't count.</summary>
    public int Colours { get; private set; }

    /// <summary>How often the screen's lines were erased, in whole or in part: a display that moves erases.</summary>
    public int Erasures { get; private set; }

    /// <summary>All lines from the first one on, without blanks at their ends.</summary>
    public string Text => string.Join('\n', _lines.Select(line => line.ToString().TrimEnd())).TrimEnd();

    private int Top => Math.Max(0, _lines.Count - _rows);

    /// <summary>Changes the size, as a window does; what was written stays where it is.</summary>
    public void Resize(int columns, int rows) => (_columns, _rows) = (columns, rows);

    /// <summary>Takes what a program wrote.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (_sequence.Length > 0)
                Continue(character);
            else if (character == Escape)
                _sequence.Append(character);
            else
                Put(character);
        }
    }

    private void Put(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                MoveTo(_row + 1, _column);
                break;
            case '\b':
                _column = Math.Max(0, _column - 1);
                break;
            case '\t':
                _column = Math.Min(_columns - 1, (_column / 8 + 1) * 8);
                break;
            case < ' ':
                break;
            default:
                // As a terminal does it: a full line wraps only when one more character comes.
                if (_column >= _columns)
                    MoveTo(_row + 1, 0);
                var line = _lines[_row];
                if (line.Length <= _column)
                    line.Append(' ', _column - line.Length + 1);
                line[_column++] = character;
                break;
        }
    }

    private void Continue(char character)
    {
        _sequence.Append(character);
        if (_sequence.Length == 2)
        {
            if (character is not ('[' or ']'))
                _sequence.Clear();
            return;
        }
        var isCommand = _sequence[1] == '[';
        if (isCommand ? character is >= '@' and <= '~' : character is '\a' or '\\')
        {
            var body = _sequence.ToString(2, _sequence.Length - 3);
            _sequence.Clear();
            if (isCommand)
                Do(character, body);
        }
    }

    private void Do(char command, string body)
    {
        var numbers = body.Split(';')
            .Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0
            )
            .ToList();
        var count = Math.Max(1, numbers[0]);
        switch (command)
        {
            case 'A':
                MoveTo(Math.Max(Top, _row - count), _column);
                break;
            case 'B':
                MoveTo(Math.Min(Top + _rows - 1, _row + count), _column);
                break;
            case 'C':
                _column = Math.Min(_columns - 1, _column + count);
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'G':
                _column = Math.Min(_columns, count) - 1;
                break;
            case 'H' or 'f':
                MoveTo(
                    Top + Math.Min(_rows, count) - 1,
                    Math.Min(_columns, Math.Max(1, numbers.ElementAtOrDefault(1))) - 1
                );
                break;
            case 'J':
                EraseBelow(numbers[0]);
                break;
            case 'K':
                EraseLine(numbers[0]);
                break;
            case 'm':
                Colours += numbers.Count(number => number is >= 30 and <= 38 or >= 90 and <= 97);
                break;
            case 'h' or 'l' when body == "?25":
                IsCursorVisible = command == 'h';
                break;
            default:
                break;
        }
    }

    private void EraseLine(int mode)
    {
        Erasures++;
        var line = _lines[_row];
        var (from, to) = mode switch
        {
            0 => (_column, line.Length),
            1 => (0, Math.Min(line.Length, _column + 1)),
            _ => (0, line.Length),
        };
        for (var at = from; at < to; at++)
            line[at] = ' ';
    }

    private void EraseBelow(int mode)
    {
        Erasures++;
        if (mode == 0)
            EraseLine(0);
        foreach (var line in _lines.Skip(mode == 0 ? _row + 1 : Top))
            line.Clear();
    }

    private void MoveTo(int row, int column)
    {
        while (_lines.Count <= row)
            _lines.Add(new StringBuilder());
        (_row, _column) = (row, column);
    }
}
