"""What pages share of Streamlit: answers, filters, cards, figures, tables, language and background jobs."""
