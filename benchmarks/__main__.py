"""``make bench``: all measurements, one after the other."""

from benchmarks import clusters, imports, questions

if __name__ == "__main__":
    imports.main()
    print()
    questions.main()
    print()
    clusters.main()
