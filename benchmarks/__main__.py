"""``make bench``: all measurements, one after the other."""

from benchmarks import imports, questions

if __name__ == "__main__":
    imports.main()
    print()
    questions.main()
