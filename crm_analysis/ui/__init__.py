"""The only Streamlit inside the package: what two pages need alike."""
